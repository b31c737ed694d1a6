"""The same questions over the same data as one writes them on a first day with Streamlit; to compare with, not to use.

    NET_FINDER_HOME=... streamlit run benchmarks/plain_app.py

pandas, `st.dataframe`, native containers, `st.cache_data`, and Streamlit's settings as they come.
"""

import numpy as np
import pandas as pd
import streamlit as st

from finder.settings import load_settings
from finder.store.reader import open_current

OPEN = ["RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE", "NOT_YET_RECRUITING"]
STEPS = ["", "25 miles", "50 miles", "100 miles", "200 miles", "500 miles"]
KM_PER_MILE, EARTH_KM = 1.609344, 6371.0088
PAGE_SIZE = 10
SHOWN = ["nct_id", "title", "status", "phases", "conditions", "interventions", "sponsor", "last_update_posted"]


@st.cache_data
def load_data() -> tuple[pd.DataFrame, pd.DataFrame]:
    reader = open_current(load_settings())
    return reader.read_table("trials"), reader.read_table("sites")


def list_values(column: pd.Series) -> list[str]:
    return sorted(column.explode().dropna().unique())


def measure_km(place: pd.Series, sites: pd.DataFrame) -> pd.Series:
    latitude, longitude = (np.radians(sites[name].astype(float)) for name in ("latitude", "longitude"))
    here = np.radians(place[["latitude", "longitude"]].astype(float))
    half = np.sin((latitude - here["latitude"]) / 2) ** 2 + np.cos(latitude) * np.cos(here["latitude"]) * (
        np.sin((longitude - here["longitude"]) / 2) ** 2
    )
    return 2 * EARTH_KM * np.arcsin(np.sqrt(half))


trials, sites = load_data()

st.title("Find a trial")
left, right = st.columns(2)
near = left.text_input("City", key="ask_near")
within = left.selectbox("Within", STEPS, key="ask_within")
organs = right.multiselect("Where the tumor started", list_values(trials["primary_sites"]), key="ask_site")
with st.expander("More filters"):
    statuses = st.multiselect("Status", ["open", *sorted(trials["status"].dropna().unique())], key="ask_status")
    treatments = st.multiselect("Treatment", list_values(trials["treatments"]), key="ask_treatment")
    text = st.text_input("Words", key="ask_text")

found = trials
wanted = [status for asked in statuses or ["open"] for status in (OPEN if asked == "open" else [asked])]
found = found[found["status"].isin(wanted)]
if organs:
    found = found[found["primary_sites"].map(lambda cell: not len(cell) or bool({*organs, "any"} & set(cell)))]
if treatments:
    found = found[found["treatments"].map(lambda cell: not len(cell) or bool(set(treatments) & set(cell)))]
if text:
    whole = found["title"].fillna("") + " " + found["summary"].fillna("") + " " + found["eligibility"].fillna("")
    names = found["interventions"].map(" ".join)
    found = found[(whole + " " + names).str.lower().str.contains(text.lower(), regex=False)]

of_found = sites[sites["nct_id"].isin(found["nct_id"])]
found = found.assign(sites=found["nct_id"].map(of_found.groupby("nct_id").size()).fillna(0).astype(int))
places = sites[sites["city"].str.lower() == near.split(",")[0].strip().lower()].dropna(subset=["latitude"])
if near and len(places):
    of_found = of_found.assign(km=measure_km(places.iloc[0], of_found))
    nearest = of_found.sort_values("km").drop_duplicates("nct_id").set_index("nct_id")
    found = found.assign(km=found["nct_id"].map(nearest["km"]), nearest=found["nct_id"].map(nearest["facility"]))
    if within:
        found = found[found["km"] <= float(within.split()[0]) * KM_PER_MILE]
    found = found.sort_values("km")
else:
    found = found.sort_values("last_update_posted", ascending=False)

st.info(f"{len(found):,} trials match.")
st.dataframe(found[[*SHOWN, "sites", *(["km", "nearest"] if "km" in found else [])]])
pages = max(1, -(-len(found) // PAGE_SIZE))
page = st.pagination(pages, key="find_page") if pages > 1 else 1
for _, trial in found.iloc[(page - 1) * PAGE_SIZE : page * PAGE_SIZE].iterrows():
    with st.container(border=True):
        st.subheader(trial["title"])
        first, second, third = st.columns(3)
        first.markdown(f"**Status**  \n{trial['status']}")
        second.markdown(f"**Phase**  \n{', '.join(trial['phases'])}")
        third.markdown(f"**Last update**  \n{trial['last_update_posted']}")
        st.markdown(f"**Tested:** {', '.join(trial['interventions'])}")
        if "km" in found and pd.notna(trial["km"]):
            st.markdown(f"**Nearest site:** {trial['nearest']}, {trial['km'] / KM_PER_MILE:.0f} miles")
        with st.expander("Sites"):
            its = of_found[of_found["nct_id"] == trial["nct_id"]]
            st.dataframe(its[["facility", "city", "country", "status"]])
        st.link_button("On ClinicalTrials.gov", trial["source_url"])
st.download_button("Download", found.to_csv(index=False), "trials.csv", "text/csv")
