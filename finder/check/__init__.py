"""What a run must yield before it may be published. Pure functions over counts; each raises CheckError or is silent."""
