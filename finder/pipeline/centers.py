"""The last step before publication: what all sources say of centers, joined with the sites of the trials."""

from finder.normalize.centers import find_affiliations, join_centers
from finder.pipeline.registry import REGISTRY
from finder.pipeline.run import Run
from finder.sources import load_sources


def add_centers(run: Run, data_version: str) -> None:
    """Fill the table centers, and tell each listing, site and investigator its center.

    Centers are places that know the disease: in a list of the whole registry, sites of other trials make none.
    """
    about = run.builder.list_in_scope()
    listings, sites = run.builder.read_table("listings"), run.builder.read_rows("sites", about)
    trial_url = load_sources()[REGISTRY].homepage + "/study/{nct_id}"
    joined = join_centers(listings, sites, data_version[:10], trial_url)
    run.builder.append("centers", joined.centers)
    run.builder.set_cells("listings", "center_id", joined.of_listing)
    run.builder.set_cells("sites", "center_id", joined.of_site)
    people = run.builder.read_rows("investigators", about)
    people["center_id"] = find_affiliations(people, joined.centers, joined.of_site)
    run.builder.replace_rows("investigators", about, people)
