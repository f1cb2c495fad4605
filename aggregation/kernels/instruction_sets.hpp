#pragma once

// For which instruction sets Highway compiles a kernel; include it before hwy/foreach_target.h.
// Left out: sets of unknown register width, which cannot be held in arrays, and AVX3_DL, which adds
// nothing to float arithmetic but compile time.
#define HWY_DISABLED_TARGETS \
  (HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
