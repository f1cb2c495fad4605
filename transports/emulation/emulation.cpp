#include "transports/emulation/emulation.hpp"
