%% Two nodes that talk over the distribution: processes that pass numbered messages, a monitored server, ports, ETS tables, timers, garbage.
-module(pair).
-export([start/0, answering/1, counting/3]).

%% The first node starts the second through a port, and ends it.
start() ->
    [Finish, _Folder] = init:get_plain_arguments(),
    Table = ets:new(ledger, [public, set]),
    Server = spawn(other(), ?MODULE, answering, [0]),
    Reference = monitor(process, Server),
    Counters = [spawn_link(?MODULE, counting, [self(), Table, Number]) || Number <- lists:seq(1, 200)],
    Steps = work(Finish, Server, Reference, Table, 0),
    [receive {done, Counter} -> ok end || Counter <- Counters, begin Counter ! stop, true end],
    Sum = lists:sum([Count || {_, Count} <- ets:tab2list(Table)]),
    Server ! {stop, self()},
    Rounds = receive {stopped, Number} -> Number end,
    Verdict = case Rounds =:= Steps * 20 andalso Sum > 0 of true -> "right"; false -> "wrong" end,
    io:format("~s~n", [Verdict]),
    rpc:cast(other(), init, stop, []),
    init:stop().

other() -> receive {nodeup, Node} -> Node after 0 -> wait_for_other() end.

wait_for_other() ->
    case nodes() of [Node | _] -> Node; [] -> timer:sleep(20), wait_for_other() end.

work(Finish, Server, Reference, Table, Step) ->
    case filelib:is_file(Finish) of
        true -> Step;
        false ->
            [ask(Server, Reference, Step * 20 + Number) || Number <- lists:seq(0, 19)],
            io:format("step ~b~n", [Step]),
            timer:sleep(5),
            work(Finish, Server, Reference, Table, Step + 1)
    end.

ask(Server, Reference, Number) ->
    Block = binary:copy(<<Number:32>>, 1 + Number rem 20000),
    Server ! {self(), Number, Block},
    receive
        {answer, Number, Digest} -> Digest = erlang:md5(Block);
        {'DOWN', Reference, process, Server, Reason} -> io:format("wrong: ~p~n", [Reason]), halt(1)
    end.

answering(Expected) ->
    receive
        {From, Expected, Block} -> From ! {answer, Expected, erlang:md5(Block)}, answering(Expected + 1);
        {stop, From} -> From ! {stopped, Expected}
    end.

counting(Parent, Table, Number) ->
    ets:update_counter(Table, Number, 1, {Number, 0}),
    _ = lists:sort([rand:uniform(1000) || _ <- lists:seq(1, 50)]),
    receive stop -> Parent ! {done, self()} after 5 -> counting(Parent, Table, Number) end.
