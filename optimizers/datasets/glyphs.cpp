#include "optimizers/datasets/glyphs.hpp"

#include <algorithm>
#include <array>

namespace starling::optimizers {
namespace {

constexpr auto down = pen::down;
constexpr auto curve = pen::curve;
constexpr auto corner = pen::corner;

constexpr knot zero_round[] = {{down, .5F, 0},     {curve, .2F, .15F}, {curve, .08F, .5F},
                               {curve, .2F, .85F}, {curve, .5F, 1},    {curve, .8F, .85F},
                               {curve, .92F, .5F}, {curve, .8F, .15F}, {curve, .5F, 0}};
constexpr knot zero_narrow[] = {{down, .5F, 0},      {curve, .28F, .18F}, {curve, .22F, .5F},
                                {curve, .28F, .82F}, {curve, .5F, 1},     {curve, .72F, .82F},
                                {curve, .78F, .5F},  {curve, .72F, .18F}, {curve, .5F, 0}};
constexpr knot zero_open[] = {{down, .66F, .06F},  {curve, .34F, .04F}, {curve, .12F, .35F},
                              {curve, .14F, .75F}, {curve, .45F, 1},    {curve, .8F, .82F},
                              {curve, .88F, .42F}, {curve, .7F, .12F},  {curve, .42F, .1F}};

constexpr knot one_bare[] = {{down, .5F, 0}, {corner, .5F, 1}};
constexpr knot one_flag[] = {{down, .26F, .24F}, {corner, .55F, 0}, {corner, .55F, 1}};
constexpr knot one_base[] = {
    {down, .28F, .22F}, {corner, .52F, 0}, {corner, .52F, 1}, {down, .2F, 1}, {corner, .84F, 1}};

constexpr knot two_plain[] = {{down, .12F, .26F},  {curve, .24F, .06F}, {curve, .52F, 0},
                              {curve, .82F, .14F}, {curve, .82F, .38F}, {curve, .52F, .68F},
                              {corner, .1F, 1},    {corner, .92F, 1}};
constexpr knot two_looped[] = {{down, .1F, .26F},   {curve, .45F, 0},   {curve, .84F, .26F},
                               {curve, .54F, .66F}, {curve, .2F, .96F}, {curve, .06F, .86F},
                               {curve, .26F, .78F}, {curve, .6F, .94F}, {curve, .95F, .9F}};
constexpr knot two_swan[] = {{down, .2F, .12F},  {curve, .6F, .02F},  {curve, .8F, .3F},
                             {curve, .6F, .62F}, {curve, .12F, .96F}, {curve, .5F, .9F},
                             {curve, .92F, 1}};

constexpr knot three_round[] = {{down, .14F, .12F},  {curve, .5F, 0},     {curve, .82F, .2F},
                                {curve, .68F, .42F}, {corner, .4F, .48F}, {curve, .74F, .54F},
                                {curve, .9F, .76F},  {curve, .54F, 1},    {curve, .1F, .88F}};
constexpr knot three_flat[] = {{down, .12F, .02F}, {corner, .86F, .02F}, {corner, .42F, .4F},
                               {curve, .8F, .5F},  {curve, .88F, .78F},  {curve, .52F, 1},
                               {curve, .1F, .88F}};
constexpr knot three_cursive[] = {{down, .2F, .06F},   {curve, .62F, 0},    {curve, .76F, .2F},
                                  {curve, .5F, .44F},  {curve, .4F, .46F},  {curve, .52F, .46F},
                                  {curve, .88F, .62F}, {curve, .74F, .94F}, {curve, .3F, 1},
                                  {curve, .08F, .86F}};

constexpr knot four_open[] = {{down, .24F, 0},
                              {corner, .1F, .58F},
                              {corner, .94F, .58F},
                              {down, .7F, .18F},
                              {corner, .68F, 1}};
constexpr knot four_closed[] = {
    {down, .66F, 1}, {corner, .66F, 0}, {corner, .06F, .68F}, {corner, .96F, .68F}};
constexpr knot four_cursive[] = {{down, .22F, .04F},  {curve, .14F, .42F}, {curve, .4F, .56F},
                                 {curve, .78F, .46F}, {down, .84F, 0},     {curve, .76F, .5F},
                                 {curve, .62F, 1}};

constexpr knot five_square[] = {{down, .86F, .02F}, {corner, .24F, .02F}, {corner, .18F, .46F},
                                {curve, .5F, .36F}, {curve, .84F, .5F},   {curve, .84F, .82F},
                                {curve, .5F, 1},    {curve, .1F, .9F}};
constexpr knot five_hat[] = {{down, .3F, .04F},  {corner, .26F, .44F}, {curve, .56F, .42F},
                             {curve, .8F, .66F}, {curve, .6F, .96F},   {curve, .12F, .96F},
                             {down, .3F, .04F},  {corner, .92F, 0}};
constexpr knot five_cursive[] = {{down, .88F, .04F},  {curve, .46F, .06F}, {curve, .26F, .24F},
                                 {curve, .42F, .42F}, {curve, .76F, .56F}, {curve, .76F, .86F},
                                 {curve, .44F, 1},    {curve, .1F, .9F}};

constexpr knot six_round[] = {{down, .76F, .04F},  {curve, .4F, .16F},  {curve, .14F, .56F},
                              {curve, .24F, .92F}, {curve, .6F, 1},     {curve, .86F, .78F},
                              {curve, .66F, .52F}, {curve, .34F, .56F}, {curve, .16F, .76F}};
constexpr knot six_straight[] = {{down, .66F, 0},     {curve, .4F, .3F},   {curve, .18F, .68F},
                                 {curve, .36F, .98F}, {curve, .74F, .94F}, {curve, .82F, .68F},
                                 {curve, .56F, .54F}, {curve, .18F, .68F}};
constexpr knot six_tall[] = {{down, .5F, 0},     {curve, .26F, .36F}, {curve, .2F, .78F},
                             {curve, .42F, 1},   {curve, .68F, .84F}, {curve, .58F, .6F},
                             {curve, .24F, .76F}};

constexpr knot seven_bare[] = {{down, .1F, .02F}, {corner, .9F, .02F}, {corner, .38F, 1}};
constexpr knot seven_bar[] = {{down, .1F, .04F},
                              {corner, .88F, .02F},
                              {corner, .4F, 1},
                              {down, .3F, .52F},
                              {corner, .84F, .48F}};
constexpr knot seven_serif[] = {{down, .1F, .2F},
                                {corner, .12F, .04F},
                                {corner, .9F, .04F},
                                {curve, .6F, .44F},
                                {curve, .46F, 1}};

constexpr knot eight_crossed[] = {{down, .8F, .14F},   {curve, .5F, 0},     {curve, .2F, .16F},
                                  {curve, .4F, .42F},  {curve, .78F, .62F}, {curve, .8F, .88F},
                                  {curve, .48F, 1},    {curve, .16F, .86F}, {curve, .24F, .62F},
                                  {curve, .62F, .42F}, {curve, .8F, .14F}};
constexpr knot eight_rings[] = {{down, .5F, .46F},   {curve, .24F, .24F}, {curve, .5F, 0},
                                {curve, .76F, .24F}, {curve, .5F, .46F},  {down, .5F, .46F},
                                {curve, .16F, .74F}, {curve, .5F, 1},     {curve, .84F, .74F},
                                {curve, .5F, .46F}};
constexpr knot eight_open[] = {{down, .86F, .06F}, {curve, .5F, .02F},  {curve, .24F, .2F},
                               {curve, .5F, .46F}, {curve, .74F, .74F}, {curve, .48F, 1},
                               {curve, .2F, .78F}, {curve, .46F, .5F},  {curve, .76F, .2F}};

constexpr knot nine_straight[] = {{down, .82F, .14F},  {curve, .5F, 0},    {curve, .16F, .2F},
                                  {curve, .26F, .48F}, {curve, .6F, .48F}, {corner, .82F, .14F},
                                  {corner, .76F, 1}};
constexpr knot nine_hooked[] = {{down, .84F, .22F},  {curve, .52F, 0},   {curve, .18F, .22F},
                                {curve, .36F, .5F},  {curve, .7F, .44F}, {corner, .84F, .22F},
                                {curve, .84F, .66F}, {curve, .6F, .98F}, {curve, .18F, .94F}};
constexpr knot nine_slanted[] = {{down, .78F, .08F},  {curve, .4F, .04F}, {curve, .2F, .3F},
                                 {curve, .42F, .46F}, {curve, .7F, .3F},  {corner, .78F, .08F},
                                 {curve, .6F, .56F},  {curve, .36F, 1}};

constexpr glyph zeros[] = {zero_round, zero_narrow, zero_open};
constexpr glyph ones[] = {one_bare, one_flag, one_base};
constexpr glyph twos[] = {two_plain, two_looped, two_swan};
constexpr glyph threes[] = {three_round, three_flat, three_cursive};
constexpr glyph fours[] = {four_open, four_closed, four_cursive};
constexpr glyph fives[] = {five_square, five_hat, five_cursive};
constexpr glyph sixes[] = {six_round, six_straight, six_tall};
constexpr glyph sevens[] = {seven_bare, seven_bar, seven_serif};
constexpr glyph eights[] = {eight_crossed, eight_rings, eight_open};
constexpr glyph nines[] = {nine_straight, nine_hooked, nine_slanted};

constexpr std::array<std::span<const glyph>, 10> all = {zeros, ones,  twos,   threes, fours,
                                                        fives, sixes, sevens, eights, nines};

static_assert(std::ranges::all_of(all, [](auto variants) {
  return std::ranges::all_of(variants, [](glyph g) { return g.size() <= knots_max; });
}));

}  // namespace

std::span<const glyph> glyphs_of(std::size_t digit) {
  return all[digit];
}

}  // namespace starling::optimizers
