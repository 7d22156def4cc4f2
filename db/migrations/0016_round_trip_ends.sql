-- Round trips by the executions that they pair: an operator's exit has no signal to be found by.
create index learning_round_trips_by_entry_trade on learning_round_trips (entry_trade_id);
create index learning_round_trips_by_exit_trade on learning_round_trips (exit_trade_id);
