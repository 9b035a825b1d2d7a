"""Three seeds for every formula."""

import numpy as np
import pytest


@pytest.fixture(params=(1, 2, 3))
def rng(request):
    return np.random.default_rng(request.param)
