"""Clinics, chairs, and the policy that each clinic has signed."""
