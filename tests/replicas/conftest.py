"""One site of replicas for all tests of this folder, once over files and once over PostgreSQL."""

from collections.abc import Iterator

import pytest
from e2e.conftest import pytest_collection_modifyitems as pytest_collection_modifyitems
from replicas.running import Site, open_site


@pytest.fixture(scope="package", params=["files", "postgresql"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with open_site(request.param) as running:
        yield running
