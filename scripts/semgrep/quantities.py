from decimal import Decimal

from django import forms
from django.db import models
from msgspec import Struct


def wrong(typed):
    # ruleid: no-float-quantity
    Dose(0.5, "mg")
    # ruleid: no-float-quantity, no-float-in-the-record
    Weight(float(typed), "kg")
    # ruleid: no-float-quantity
    Decimal(70.2)
    # ruleid: no-float-quantity, no-float-in-the-record
    WeightSaid(kg=float(typed), shown="70 kg")
    # ruleid: no-float-in-the-record
    return float(typed) * 2


class Wrong(models.Model):
    # ruleid: no-float-in-the-record
    kg = models.FloatField()


class WrongForm(forms.Form):
    # ruleid: no-float-in-the-record
    kg = forms.FloatField()


class WrongSaid(Struct, frozen=True):
    # ruleid: no-float-in-the-record
    kg: float
    # ruleid: no-float-in-the-record
    second_kg: float | None = None


def right(typed):
    # ok: no-float-quantity
    Dose("0.5", "mg")
    # ok: no-float-quantity
    Weight(Decimal(typed), "kg")
    # ok: no-float-quantity
    Dose(70, "mg")
    # ok: no-float-quantity
    Decimal("70.2")
    # ok: no-float-quantity
    wait(0.1)


class Right(models.Model):
    # ok: no-float-in-the-record
    kg = models.DecimalField(max_digits=6, decimal_places=3)


class RightSaid(Struct, frozen=True):
    # ok: no-float-in-the-record
    kg: Decimal
