#include "aggregation/detection/detector.hpp"

#include "aggregation/detection/distance_detector.hpp"
#include "aggregation/detection/spectral_detector.hpp"

namespace starling::aggregation {

std::unique_ptr<detector> make_detector(enum starling::detector which) {
  switch (which) {
    case starling::detector::distance:
      return std::make_unique<distance_detector>();
    case starling::detector::spectral:
      return std::make_unique<spectral_detector>();
    case starling::detector::none:
      break;
  }
  return nullptr;
}

}  // namespace starling::aggregation
