"""Starter data: trials and centers for the first command, without a network.

    trials.csv.gz, sites.csv.gz   facts recorded from ClinicalTrials.gov, U.S. National Library of Medicine, on the day
                                  that each row names in `recorded_on`; columns are those of finder/schema/raw.py
    centers.csv.gz                facts from the pages that each row names in `source_url`, checked on the day in
                                  `source_checked`

No contact details are in them. They are as old as they say: a refresh brings the current state. Made by
`python -m finder.starter.rebuild FOLDER`; FOLDER holds trials.csv, sites.csv and centers.csv as they were recorded.
"""
