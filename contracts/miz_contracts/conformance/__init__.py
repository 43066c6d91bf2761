"""What a run of contracts says about one device: waivers, results, verdict and report."""

from miz_contracts.conformance.results import Outcome, Report, RuleResult, Verdict
from miz_contracts.conformance.waivers import Waiver

__all__ = ["Outcome", "Report", "RuleResult", "Verdict", "Waiver"]
