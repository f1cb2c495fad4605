#include "deploy/report/page/page_assets.hpp"

namespace starling::deploy {
namespace {

constexpr std::string_view style = R"css(
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --ink: #161a22; --soft: #5d6676; --line: #e3e6ec;
  --grid: #eceef2; --base: #b9c0cc;
  --accent: #2b63d9; --warm: #dd6b20; --bad: #d0314b; --good: #157f56;
  --late: #e0a008; --duplicate: #8a94a6; --unknown: #1f9e96; --shape: #a0642c; --quiet: #6a7fae;
  --nonfinite: #d64571; --stale: #3d8bdc; --outvoted: #7c5ce0; --clipped: #5f8f2f;
  --suspected: #b7791f; --quarantined: #9b2c2c; --claim: #c026a3;
  --aggregator: #7c5ce0; --shadow: 0 1px 2px rgb(20 25 40 / 6%), 0 1px 8px rgb(20 25 40 / 4%);
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #0d1015; --card: #161a21; --ink: #e7eaf0; --soft: #98a2b3; --line: #272d38;
    --grid: #222832; --base: #4a5362;
    --accent: #74a5ff; --warm: #f5a065; --bad: #ff7087; --good: #4cc793;
    --late: #efbd45; --duplicate: #99a3b5; --unknown: #45c2b9; --shape: #cb935f; --quiet: #8098cc;
    --nonfinite: #f2799d; --stale: #6fb2f5; --outvoted: #a48bfa; --clipped: #9ccc65;
    --suspected: #ecc94b; --quarantined: #fc8181; --claim: #f07be0;
    --aggregator: #a48bfa; --shadow: none;
  }
}
.accent { --c: var(--accent); } .warm { --c: var(--warm); } .quiet { --c: var(--quiet); }
.late { --c: var(--late); } .duplicate { --c: var(--duplicate); }
.unknown_sender { --c: var(--unknown); } .wrong_shape { --c: var(--shape); }
.non_finite { --c: var(--nonfinite); } .too_stale { --c: var(--stale); }
.outvoted { --c: var(--outvoted); } .clipped { --c: var(--clipped); }
.suspected { --c: var(--suspected); } .quarantined { --c: var(--quarantined); }
.false_claim { --c: var(--claim); }
.peer { --c: var(--accent); } .adversary { --c: var(--bad); }
.aggregator { --c: var(--aggregator); } .mark { --c: var(--ink); }
.run0 { --c: var(--accent); } .run1 { --c: var(--warm); } .run2 { --c: var(--good); }
.run3 { --c: var(--outvoted); } .run4 { --c: var(--nonfinite); } .run5 { --c: var(--unknown); }
.run6 { --c: var(--shape); } .run7 { --c: var(--duplicate); }

* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
}
main { max-width: 1220px; margin: 0 auto; padding: 36px 24px 56px; }
header { margin-bottom: 26px; }
.over { margin: 0; color: var(--soft); font-size: 12px; letter-spacing: .09em;
  text-transform: uppercase; }
h1 { margin: 2px 0 8px; font-size: 32px; line-height: 1.2; letter-spacing: -.015em;
  font-weight: 680; overflow-wrap: anywhere; }
h1 .badge { margin-left: 10px; }
.badge { display: inline-block; padding: 3px 11px; border-radius: 99px; font-size: 13px;
  font-weight: 600; letter-spacing: 0; vertical-align: 6px; color: var(--good);
  border: 1px solid currentColor; white-space: nowrap; }
.badge.failed { color: var(--bad); }
.detail { margin: 8px 0 12px; padding: 10px 14px; border-left: 3px solid var(--bad);
  background: var(--card); border-radius: 0 8px 8px 0; overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0; padding: 0; list-style: none;
  color: var(--soft); font-size: 14px; }
.facts b { color: var(--ink); font-weight: 550; overflow-wrap: anywhere; }

.tiles { display: grid; gap: 14px; margin: 0 0 14px;
  grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); }
.tile, figure, details { background: var(--card); border: 1px solid var(--line);
  border-radius: 12px;
  box-shadow: var(--shadow); }
.tile { margin: 0; padding: 13px 16px 12px; min-width: 0; }
.tile dt { color: var(--soft); font-size: 12.5px; }
.tile dd { margin: 1px 0 0; font-size: 23px; line-height: 1.3; font-weight: 620;
  letter-spacing: -.01em; overflow-wrap: anywhere; }
.tile dd.note { font-size: 12.5px; font-weight: 400; letter-spacing: 0; color: var(--soft); }
.hashes { display: flex; flex-wrap: wrap; gap: 4px 26px; margin: 0 2px 18px; font-size: 12.5px;
  color: var(--soft); }
.hashes code { color: var(--ink); overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }

.plots { display: grid; gap: 14px; grid-auto-flow: dense; 
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); }
figure { margin: 0; padding: 16px 18px 12px; min-width: 0; position: relative; display: flex;
  flex-direction: column; }
figure svg { margin-top: auto; }
figure svg.rows { margin: 0 0 auto; }
figure.tall svg { margin-bottom: auto; }
@media (min-width: 1022px) { figure.tall { grid-row: span 2; } }
figure.wide { grid-column: 1 / -1; }
figcaption { margin-bottom: 8px; }
figcaption h2 { margin: 0; font-size: 16px; font-weight: 640; letter-spacing: -.005em; }
figcaption p { margin: 1px 0 0; color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0 0 8px; padding: 0;
  list-style: none; font-size: 12.5px; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: 6px; }
.swatch { width: 12px; height: 12px; border-radius: 3px; background: var(--c); }
.swatch.pale { opacity: .28; }
.empty { margin: auto; padding: 34px 0 40px; text-align: center; color: var(--soft);
  font-size: 14px; }
.audit { border-collapse: collapse; width: 100%; font-size: 13px; margin-top: 10px; }
.audit th { text-align: left; font-weight: 550; color: var(--soft); }
.audit th, .audit td { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: auto; overflow: visible; font-family: inherit; }
.grid { stroke: var(--grid); } .base { stroke: var(--base); }
.tick { fill: var(--soft); font-size: 11.5px; }
.end { text-anchor: end; } .mid { text-anchor: middle; }
.marked { fill: var(--bad); font-weight: 600; }
.line { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round;
  stroke-linecap: round; }
.dot { fill: var(--c); } .bar { fill: var(--c); } .band { fill: var(--c); opacity: .2; }
.guide { stroke: var(--soft); stroke-dasharray: 3 3; visibility: hidden; }
.below { fill: var(--accent); fill-opacity: .085; fill-rule: evenodd; stroke: var(--accent);
  stroke-opacity: .22; stroke-width: 6; }
.sides { fill: none; stroke: var(--base); }
.trail { fill: none; stroke: var(--c); stroke-opacity: .45; stroke-width: 1.2;
  stroke-linejoin: round; }
.particle, .city { fill: var(--c); stroke: var(--card); stroke-width: 1; }
.best { fill: none; stroke: var(--ink); stroke-width: 2; } .best.halo { stroke: var(--card);
  stroke-width: 5; }
.tour { fill: var(--c); fill-opacity: .07; stroke: var(--c); stroke-width: 1.8;
  stroke-linejoin: round; }
.player { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; margin-top: 10px;
  font-size: 13px; color: var(--soft); }
.player[hidden] { display: none; }
.player button, .player select { font: inherit; color: var(--ink); background: var(--page);
  border: 1px solid var(--base); border-radius: 8px; padding: 3px 12px; min-height: 32px; }
.player button { min-width: 74px; cursor: pointer; } .player select { padding: 3px 6px; }
.player input { flex: 1 1 140px; min-width: 0; accent-color: var(--accent); }
.player output { min-width: 160px; }
.edge { stroke: var(--soft); stroke-opacity: .5; stroke-width: 1.1; }
.edge.fine { stroke-opacity: .32; stroke-width: .8; } .edge.thin { stroke-opacity: .14;
  stroke-width: .6; }
.arrow { fill: var(--soft); fill-opacity: .75; }
.member { fill: var(--c); stroke: var(--card); stroke-width: 1.5; }
.member-label { fill: var(--soft); font-size: 9.5px; }
.adversary .member-label { fill: var(--bad); font-weight: 650; }
.member-name { fill: var(--card); text-anchor: middle; font-weight: 650; }
.tip { position: absolute; z-index: 2; pointer-events: none; padding: 7px 10px; border-radius: 8px;
  background: var(--ink); color: var(--page); font-size: 12.5px; line-height: 1.45;
    max-width: 260px;
  white-space: nowrap; }
.tip b { display: block; }
details { margin-top: 14px; padding: 0 18px; }
summary { padding: 13px 0; cursor: pointer; font-weight: 640; }
pre { margin: 0 0 16px; padding: 14px 16px; border-radius: 8px; background: var(--page);
  overflow: auto;
  font-size: 12.5px; line-height: 1.55; }
footer { margin-top: 22px; color: var(--soft); font-size: 12.5px; }
@media (max-width: 560px) {
  main { padding: 22px 12px 40px; } h1 { font-size: 25px; } .tick { font-size: 13px; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; }
figure { padding: 13px 12px 8px; }
}
@media print {
  :root { --page: #ffffff; --card: #ffffff; --ink: #161a22; --soft: #555e6d; --line: #d5d9e0;
    --grid: #e6e8ed; --base: #9aa2b0; --shadow: none; }
  body { font-size: 11px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; } figure, .tile { break-inside: avoid; }
  .tiles { grid-template-columns: repeat(5, 1fr); gap: 8px; }
  .plots { grid-template-columns: 1fr 1fr; } .tile dd { font-size: 16px; }
  .tip, .player { display: none; }
}
)css";

}  // namespace

std::string_view page_style() {
  return style;
}

}  // namespace starling::deploy
