"""The dashboard: reads a snapshot, nothing else."""
