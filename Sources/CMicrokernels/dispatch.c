#include "CMicrokernels.h"
