"""The office of the demo, as data: who there is, and complaints at every stage. All of it is invented."""

from deployments.sample.growing import grow
from deployments.sample.network import load
from deployments.sample.undertakings import undertake

__all__ = ["grow", "load", "undertake"]
