"""The run: sends what is due as fast as the providers allow, and commits what comes back.

due ─► lane ─► ledger ─► http ─► archive ─► answers ─► harvest | refusal ─► store
"""
