"""The run that goes on: rounds of syncing, woken by alarms that know only the moment which the mirror named."""
