"""Stand-ins for the interfaces of registers, as routes of a Site of world.py: their shape is real, all content is fake.

    with serve_world({"gtr": Site(eutils_routes(tests=120))}) as world: ask(world.sites["gtr"].url)

Each `*_routes` gives the routes of one interface. They check what they are asked and refuse what the real one refuses,
in its own way: with status 200 and an error inside, where that is its way. Empty results are asked for by 0 records.
"""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape, quoteattr

from world import Reply, Route, Seen

Record = dict[str, Any]
JSON = "application/json; charset=UTF-8"
META = (
    '<Names><Name SDUI="D0000001" CODE="D0000001" SAB="MSH" TTY="MH" type="preferred">Fake syndrome 1</Name>'
    '<Name SDUI="Orphanet_999901" SCUI="GTRT1" CODE="AN1" SAB="ORDO" TTY="SYN" type="syn">FAKE1</Name>'
    '<Name SDUI="MONDO:0000001" CODE="MONDO_0000001" SAB="MONDO" TTY="PT" type="syn">Fake syndrome, type 1</Name>'
    '<Name SCUI="1" CODE="1" SAB="SNOMEDCT_US" TTY="PT" type="syn">Licensed fake name</Name></Names>'
    '<Definitions><Definition source="GeneReviews">Owned fake text.</Definition>'
    '<Definition source="NCI">A fake inherited syndrome.</Definition></Definitions><ModesOfInheritance />'
    '<OMIM><MIM>999901</MIM></OMIM><SNOMEDCT /><AssociatedGenes><Gene gene_id="1" chromosome="11">MEN1</Gene>'
    '</AssociatedGenes><SemanticTypes><SemanticType TUI="T191">Neoplastic Process</SemanticType></SemanticTypes>'
)


def send_json(value: object, status: int = 200) -> Reply:
    return Reply(json.dumps(value).encode(), status, JSON)


def make_test(uid: int, **changes: Any) -> Record:
    """A summary of the Genetic Testing Registry."""
    return {
        "uid": str(uid),
        "accession": f"GTR{uid:09}.1",
        "testname": f"Fake gene test {uid}",
        "testtype": "Clinical",
        "conditionlist": [{"name": "Fake syndrome 1", "acronym": "FS1", "cui": "C0000001"}],
        "analytes": [
            {"analytetype": "Gene", "name": "MEN1", "geneid": 1, "location": "11q13.1"},
            {"analytetype": "Protein", "name": "Fakein", "geneid": "", "location": ""},
        ],
        "offerer": "Fake Laboratory 1",
        "offererlocation": {"city": "Faketown", "state": "Fakeshire", "country": "United States"},
        "method": [
            {"name": "Molecular Genetics", "categorylist": [{"name": "Sequencing", "methodlist": ["Fake sequencing"]}]}
        ],
        "certifications": [{"certificationtype": "CLIA", "id": "99D9999999"}],
        "country": "United States",
        "testurl": "https://lab.example/fake-test",
        **changes,
    }


def make_concept(uid: int, **changes: Any) -> Record:
    """A summary of MedGen."""
    return {
        "uid": str(uid),
        "conceptid": f"C{uid:07}",
        "title": f"Fake neuroendocrine syndrome {uid}",
        "definition": {"value": "Owned fake text."},
        "semanticid": "T191",
        "semantictype": {"value": "Neoplastic Process"},
        "conceptmeta": META,
        "modificationdate": "",
        **changes,
    }


def eutils_routes(make: Callable[[int], Record] = make_test, found: int = 3, known: str = "") -> dict[str, Route]:
    """esearch finds `found` records for each term (or for terms with `known` in them); esummary gives them."""

    def search(request: Seen) -> Reply:
        asked = request.params
        if asked.get("db") not in ("gtr", "medgen"):
            return send_json({"esearchresult": {"ERROR": f"Invalid db name specified: {asked.get('db')}"}})
        field = re.search(r"\[(\w+)\]$", asked["term"])
        if field and field[1] not in ("SYMB", "title"):
            lists = {"phrasesnotfound": [], "fieldsnotfound": [field[1]]}
            return send_json({"esearchresult": {"count": "0", "idlist": [], "errorlist": lists}})
        start, size = int(asked.get("retstart", "0")), int(asked.get("retmax", "20"))
        total = found if known in asked["term"] else 0
        result: Record = {"count": str(total), "retmax": str(size), "retstart": str(start)}
        result["idlist"] = [str(uid) for uid in range(1, total + 1)][start : start + size]
        if not total:
            result["errorlist"] = {"phrasesnotfound": [asked["term"]], "fieldsnotfound": []}
            result["warninglist"] = {"phrasesignored": [], "outputmessages": ["No items found."]}
        return send_json({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result})

    def summarize(request: Seen) -> Reply:
        uids = request.params["id"].split(",")
        return send_json({"header": {"type": "esummary"}, "result": {"uids": uids, **{u: make(int(u)) for u in uids}}})

    return {"/esearch.fcgi": search, "/esummary.fcgi": summarize}


def make_topic(number: int, words: str = "neuroendocrine", **changes: str) -> str:
    """A document of MedlinePlus, with the marks that its search puts around what it found."""
    mark = f'<span class="qt0">{words}</span>'
    contents = {
        "title": f"Fake {mark} topic {number}",
        "organizationName": "National Library of Medicine",
        "altTitle": f"FT{number}",
        "FullSummary": f"<p>A fake {mark} tumor is slow. It is fake.</p><ul><li>One</li><li>Two</li></ul>",
        "groupName": "Cancers",
        **changes,
    }
    fields = "".join(f"<content name={quoteattr(name)}>{escape(text)}</content>" for name, text in contents.items())
    return f'<document rank="{number}" url="https://medlineplus.gov/faketopic{number}.html">{fields}</document>'


def wrap_topics(documents: list[str]) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><nlmSearchResult><term>fake</term><file>viv_fake</file>'
        f'<count>{len(documents)}</count><retstart>0</retstart><retmax>10</retmax><list num="{len(documents)}">'
        f"{''.join(documents)}</list></nlmSearchResult>"
    )


def medlineplus_routes(found: int = 2) -> dict[str, Route]:
    """Topics that have the words asked for."""

    def query(request: Seen) -> Reply:
        asked = request.params
        if not asked.get("db", "").startswith("healthTopics") or not asked.get("term"):
            return Reply(b"<html><body>Bad Request</body></html>", 400)
        topics = [make_topic(number, asked["term"].strip('"')) for number in range(found)]
        return Reply(wrap_topics(topics[: int(asked["retmax"])]).encode(), 200, "application/xml;charset=UTF-8")

    return {"/ws/query": query}


def wrap_orphadata(results: object) -> Record:
    licence = {"identifier": "CC-BY-4.0", "link": "https://creativecommons.org/licenses/by/4.0"}
    return {"data": {"__count": 1, "__licence": licence, "results": results}, "parameters": {}, "uri": "/fake"}


def make_disease(code: int, name: str) -> dict[str, Record]:
    """The three records of one disease of Orphadata, by product."""
    same = {"ORPHAcode": code, "Preferred term": name, "Date": "2026-07-01 04:38:31", "Typology": "Disease"}
    figure = {
        "PrevalenceClass": "1-9 / 100 000",
        "PrevalenceGeographic": "Europe",
        "PrevalenceType": "Point prevalence",
        "PrevalenceValidationStatus": "Validated",
        "ValMoy": "4.0",
        "Source": "ORPHANET",
    }
    gene = {"Symbol": "MEN1", "name": "fake gene", "GeneType": "gene with protein product"}
    return {
        "rd-cross-referencing": {
            **same,
            "Synonym": [f"{name} synonym"],
            "SummaryInformation": [{"Definition": "A fake rare disease."}],
            "ExternalReference": [{"Source": "ICD-10", "Reference": "D44.8", "DisorderMappingRelation": "E"}],
            "OrphanetURL": f"http://www.orpha.net/consor/cgi-bin/OC_Exp.php?lng=en&Expert={code}",
        },
        "rd-epidemiology": {**same, "Prevalence": [figure, {**figure, "PrevalenceValidationStatus": "Not yet"}]},
        "rd-associated-genes": {**same, "DisorderGeneAssociation": [{"Gene": gene}]},
    }


def orphadata_routes(
    diseases: dict[int, str], without: tuple[str, ...] = (), nearest: bool = True
) -> Callable[[str], dict[str, Route]]:
    """Routes for the names that will be asked. Like the real one, it answers a name it has not with the nearest."""
    missing = {"error": {"code": 404, "type": "Query not found", "message": "message to define"}}

    def by_name(request: Seen) -> Reply:
        name = unquote(request.path.rsplit("/", 1)[-1])
        exact = [code for code, known in diseases.items() if known.casefold() == name.casefold()]
        near = list(diseases)[:1] if nearest else []
        for code in [*exact, *near]:
            return send_json(wrap_orphadata(make_disease(code, diseases[code])["rd-cross-referencing"]))
        return send_json(missing, 404)

    def by_code(product: str, code: int) -> Route:
        if product in without:
            return send_json(missing, 404)
        return send_json(wrap_orphadata(make_disease(code, diseases[code])[product]))

    def routes(*names: str) -> dict[str, Route]:
        start = "/rd-cross-referencing/orphacodes/names/"
        found: dict[str, Route] = {start + quote(name, safe=""): by_name for name in names}
        for code in diseases:
            for product in ("rd-epidemiology", "rd-associated-genes"):
                found[f"/{product}/orphacodes/{code}"] = by_code(product, code)
        return found

    return routes


GARD_LIST = (
    "\ufeffID,DisplayName,Synonyms,URL\r\n"
    "GARD:0013445,Fake neuroendocrine tumor,Fake NET|Fake carcinoid,https://rarediseases.info.nih.gov/diseases/13445\r\n"
    'GARD:0000123,"Fake endocrine neoplasia, type 1",Fake MEN1,\r\n'
    "GARD:0000124,Fake foot disease,,https://rarediseases.info.nih.gov/diseases/124\r\n"
    "GARD:0000125,Fake skin disease,Inherited phaeo-chromo-cytoma,javascript:alert(1)\r\n"
)


ABOUT = (
    '<html><body><p>Our fake list: <a href="/fake/download/?ids=068&amp;asPdf=false" target="_blank">GARD Rare Disease '
    'List Jun2026.csv <i class="icon"></i></a></p></body></html>'
)


def gard_routes(text: str = GARD_LIST, content_type: str = "text/csv", about: str = ABOUT) -> dict[str, Route]:
    """The page About, and the file that it leads to."""
    return {"/about": about.encode(), "/fake/download/": Reply(text.encode(), 200, content_type)}


def make_nci_trial(number: int, sites: int = 2, **changes: Any) -> Record:
    """A trial of the NCI's list with `sites` sites, all of them open but the last."""
    return {
        "nct_id": f"NCT{90000000 + number}",
        "current_trial_status": "Active",
        "diseases": [{"name": "Fake Neuroendocrine Tumor", "inclusion_indicator": "TRIAL"}],
        "sites": [
            {
                "org_name": f"Fake Cancer Center {site}",
                "org_city": "Faketown",
                "org_state_or_province": "FL",
                "org_country": "United States",
                "org_coordinates": {"lat": 27.5, "lon": -82.5},
                "org_phone": "555-0100",
                "contact_name": "Fake Person",
                "contact_phone": "555-0199",
                "recruitment_status": "ACTIVE" if site < sites - 1 or sites == 1 else "CLOSED_TO_ACCRUAL",
            }
            for site in range(sites)
        ],
        **changes,
    }


def nci_routes(trials: int = 3, key: str = "fake-key") -> dict[str, Route]:
    """Pages of at most 50 trials for who has the key; 403 for others."""

    def search(request: Seen) -> Reply:
        if request.headers.get("x-api-key") != key:
            return send_json({"message": "Forbidden"}, 403)
        size, start = int(request.params["size"]), int(request.params["from"])
        if size > 50:
            return send_json({"Error": "size must be at most 50"}, 400)
        found = [make_nci_trial(number) for number in range(trials)][start : start + size]
        return send_json({"data": found, "total": trials})

    return {"/trials": search}


def make_organization(number: int, state: str = "FL", **changes: Any) -> Record:
    """An organization of NPPES, its official included."""
    place = {"country_code": "US", "country_name": "United States", "address_type": "DOM", "address_1": "1 Fake St"}
    place |= {"city": "FAKETOWN", "state": state, "postal_code": "999990000", "telephone_number": "555-555-0100"}
    return {
        "enumeration_type": "NPI-2",
        "number": str(1_000_000_000 + number),
        "basic": {
            "organization_name": f"FAKE NUCLEAR MEDICINE {number} LLC",
            "status": "A",
            "authorized_official_first_name": "FAKE",
            "authorized_official_last_name": "PERSON",
            "authorized_official_telephone_number": "555-555-0199",
        },
        "addresses": [
            {**place, "address_purpose": "MAILING", "state": "GA", "city": "MAILTOWN"},
            {**place, "address_purpose": "LOCATION"},
        ],
        "taxonomies": [{"code": "207U00000X", "desc": "Nuclear Medicine", "primary": True, "state": state}],
        **changes,
    }


def nppes_routes(found: int = 3, states: tuple[str, ...] = ()) -> dict[str, Route]:
    """`found` organizations a state and taxonomy (in `states`, where given), at most 200 a page and 1,200 in all."""

    def refuse(description: str) -> Reply:
        return send_json({"Errors": [{"description": description, "field": "state", "number": "06"}]})

    def search(request: Seen) -> Reply:
        asked = request.params
        limit, skip = int(asked.get("limit", "10")), int(asked.get("skip", "0"))
        if asked.get("version") != "2.1" or limit > 200 or skip > 1000:
            return refuse("Fake bound exceeded")
        if "state" in asked and len(asked.keys() & {"taxonomy_description", "city", "organization_name"}) == 0:
            return refuse("Field state requires additional search criteria")
        count = found if not states or asked["state"] in states else 0
        offset = 10_000 * (asked["taxonomy_description"] == "Medical Oncology") + 100_000 * sum(asked["state"].encode())
        rows = [make_organization(offset + number, asked["state"]) for number in range(count)][skip : skip + limit]
        return send_json({"result_count": len(rows), "results": rows})

    return {"/": search}
