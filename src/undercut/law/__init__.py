"""Authorities, rules, facts and findings: what the law permits, to whom, where and when."""
