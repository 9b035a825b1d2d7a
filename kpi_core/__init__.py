"""Attain: the monthly KPI review, from CSV to minutes."""
