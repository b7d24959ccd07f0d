"""Analytic pictures as Vega-Lite specifications, and how they become files."""
