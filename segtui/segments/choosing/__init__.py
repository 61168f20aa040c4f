"""Choosing one candidate: conditions, ranking, the leaderboard."""
