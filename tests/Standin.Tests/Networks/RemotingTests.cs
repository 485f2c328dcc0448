using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;

namespace Entracte.Standin.Tests.Networks;

public sealed class RemotingTests : IAsyncLifetime
{
    private readonly Systems _systems = new();

    [Fact]
    public async Task An_actor_of_another_system_is_asked_by_its_path_and_answers()
    {
        var (here, there) = (_systems.Start(), _systems.Start());
        there.ActorOf(Props.Create(() => new Answerer("there")), "answerer");
        Assert.Equal("there: hello", await here.ActorSelection(Systems.PathOf(there, "/user/answerer")).Ask<string>("hello", Systems.Patience));
    }

    [Fact]
    public async Task A_reference_in_a_message_leads_back_to_its_actor()
    {
        var (here, there) = (_systems.Start(), _systems.Start());
        there.ActorOf(Props.Create(() => new Answerer("there")), "answerer");
        var answerer = await here.ActorSelection(Systems.PathOf(there, "/user/answerer")).ResolveOne(Systems.Patience);
        Assert.Equal(Systems.AddressOf(there), answerer.Path.Address);
        var (collector, kept) = Collector.In(here);
        answerer.Tell(new Letter("by letter", collector));
        Assert.Equal("there: by letter", await ReadAsync(kept));
    }

    [Fact]
    public async Task Messages_to_another_system_keep_their_order()
    {
        var (here, there) = (_systems.Start(), _systems.Start());
        var (collector, kept) = Collector.In(there);
        var remote = await here.ActorSelection(Systems.PathOf(there, collector.Path.ToStringWithoutAddress())).ResolveOne(Systems.Patience);
        for (var number = 0; number < 5000; number++)
            remote.Tell(number);
        for (var number = 0; number < 5000; number++)
            Assert.Equal(number, await ReadAsync(kept));
    }

    [Fact]
    public async Task What_was_said_before_a_system_ends_is_heard()
    {
        var (here, there) = (_systems.Start(), _systems.Start());
        var (collector, kept) = Collector.In(there);
        var remote = await here.ActorSelection(Systems.PathOf(there, collector.Path.ToStringWithoutAddress())).ResolveOne(Systems.Patience);
        // More than is sent while the system ends; the packages wait for two seconds of that at most (akka.remote.flush-wait-on-shutdown).
        var count = typeof(ActorSystem).Assembly.GetName().Name == "Akka" ? 20 : 2000;
        var letters = Enumerable.Range(0, count).Select(number => $"{number}{new string('.', 20_000)}").ToList();
        letters.ForEach(letter => remote.Tell(letter));
        await here.Terminate();
        foreach (var letter in letters)
            Assert.Equal(letter, await ReadAsync(kept));
    }

    [Fact]
    public async Task Nobody_answers_for_an_actor_that_is_not_there()
    {
        var (here, there) = (_systems.Start(), _systems.Start());
        var identity = await here.ActorSelection(Systems.PathOf(there, "/user/nobody")).Ask<ActorIdentity>(new Identify("7"), Systems.Patience);
        Assert.Equal("7", identity.MessageId);
        Assert.Null(identity.Subject);
    }

    [Fact]
    public async Task A_watcher_is_told_when_an_actor_of_another_system_stops()
    {
        var (here, there) = (_systems.Start(), _systems.Start());
        there.ActorOf(Props.Create(() => new Answerer("there")), "answerer");
        var answerer = await here.ActorSelection(Systems.PathOf(there, "/user/answerer")).ResolveOne(Systems.Patience);
        var (watcher, kept) = Collector.In(here);
        watcher.Tell(new Collector.Watched(answerer));
        Assert.Equal("watching", await ReadAsync(kept));
        answerer.Tell(PoisonPill.Instance);
        var terminated = Assert.IsType<Terminated>(await ReadAsync(kept));
        Assert.Equal(answerer, terminated.ActorRef);
        Assert.False(terminated.AddressTerminated);
    }

    [Fact]
    public async Task A_watcher_is_told_when_a_whole_system_ends()
    {
        var (here, there) = (_systems.Start(), _systems.Start());
        there.ActorOf(Props.Create(() => new Answerer("there")), "answerer");
        var answerer = await here.ActorSelection(Systems.PathOf(there, "/user/answerer")).ResolveOne(Systems.Patience);
        var (watcher, kept) = Collector.In(here);
        watcher.Tell(new Collector.Watched(answerer));
        Assert.Equal("watching", await ReadAsync(kept));
        await there.Terminate();
        Assert.Equal(answerer, Assert.IsType<Terminated>(await ReadAsync(kept)).ActorRef);
    }

    [Fact]
    public async Task A_watcher_is_told_when_another_system_has_fallen_silent()
    {
        var port = UnusedPort();
        using var relay = new Relay(port);
        var here = _systems.Start("akka.remote.watch-failure-detector { heartbeat-interval = 200ms, acceptable-heartbeat-pause = 1s }");
        var there = _systems.Start($"akka.remote.dot-netty.tcp {{ port = {port}, public-port = {relay.Port} }}");
        there.ActorOf(Props.Create(() => new Answerer("there")), "answerer");
        var answerer = await here.ActorSelection(Systems.PathOf(there, "/user/answerer")).ResolveOne(Systems.Patience);
        var (watcher, kept) = Collector.In(here);
        watcher.Tell(new Collector.Watched(answerer));
        Assert.Equal("watching", await ReadAsync(kept));
        relay.Swallow();
        var terminated = Assert.IsType<Terminated>(await ReadAsync(kept));
        Assert.Equal(answerer, terminated.ActorRef);
        Assert.True(terminated.AddressTerminated);
    }

    [Fact]
    public async Task What_nobody_takes_at_the_other_address_is_a_dead_letter()
    {
        var here = _systems.Start();
        var (collector, kept) = Collector.In(here);
        here.EventStream.Subscribe(collector, typeof(DeadLetter));
        var nobody = ((ExtendedActorSystem)here).Provider.ResolveActorRef($"akka.tcp://net@127.0.0.1:{UnusedPort()}/user/nobody");
        nobody.Tell("lost", ActorRefs.NoSender);
        Assert.Equal("lost", Assert.IsType<DeadLetter>(await ReadAsync(kept)).Message);
    }

    [Fact]
    public async Task A_message_that_cannot_be_written_or_read_costs_only_itself()
    {
        var (here, there) = (_systems.Start(), _systems.Start());
        there.ActorOf(Props.Create(() => new Answerer("there")), "answerer");
        var answerer = await here.ActorSelection(Systems.PathOf(there, "/user/answerer")).ResolveOne(Systems.Patience);
        var (collector, kept) = Collector.In(here);
        answerer.Tell(new Letter("unwritable", collector));
        answerer.Tell(new Letter("unreadable", collector));
        answerer.Tell(new Letter("fine", collector));
        Assert.Equal("there: fine", await ReadAsync(kept));
    }

    [Fact]
    public async Task A_stranger_that_speaks_something_else_is_refused_and_nobody_else_notices()
    {
        var (here, there) = (_systems.Start(), _systems.Start());
        there.ActorOf(Props.Create(() => new Answerer("there")), "answerer");
        using (var stranger = new TcpClient())
        {
            await stranger.ConnectAsync(IPAddress.Loopback, Systems.AddressOf(there).Port!.Value);
            await stranger.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            using var patience = new CancellationTokenSource(Systems.Patience);
            try
            {
                Assert.Equal(0, await stranger.GetStream().ReadAsync(new byte[1], patience.Token));
            }
            catch (IOException)
            {
                // A connection that is closed with unread bytes in it ends in a reset, which is as good an answer.
            }
        }

        Assert.Equal("there: hello", await here.ActorSelection(Systems.PathOf(there, "/user/answerer")).Ask<string>("hello", Systems.Patience));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _systems.DisposeAsync();

    internal static async Task<object> ReadAsync(System.Threading.Channels.ChannelReader<object> kept)
    {
        using var patience = new CancellationTokenSource(Systems.Patience);
        return await kept.ReadAsync(patience.Token);
    }

    private static int UnusedPort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
