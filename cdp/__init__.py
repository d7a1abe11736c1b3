"""ACT: the platform. Knows people; asks `consent` before it does anything."""
