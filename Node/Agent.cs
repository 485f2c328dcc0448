using Akka.Actor;
using Akka.Configuration;
using Entracte.Api;
using Entracte.Api.Agents;
using Entracte.Coordinator;
using Entracte.Node.Endpoints;
using Entracte.Node.Fencing;
using Entracte.Node.Peers;
using Entracte.Node.Registrations;
using Entracte.Node.Rehearsals;
using Entracte.Node.RemoteShells;
using Entracte.Node.Service;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Entracte.Node;

/// <summary>The actor system, and the socket on which the command and others speak to it.</summary>
internal sealed class Agent : IAsyncDisposable
{
    private static readonly TimeSpan PatienceWithRequests = TimeSpan.FromSeconds(5);

    private readonly RuntimeDirectory runtime;
    private readonly ActorSystem actors;
    private readonly WebApplication web;
    private readonly bool isMember;

    /// <param name="membership">Null: this machine alone.</param>
    /// <param name="around">What is put around this machine's ports.</param>
    public Agent(RuntimeDirectory runtime, Config config, ClusterMembership? membership, Func<EntractePorts, EntractePorts> around)
    {
        this.runtime = runtime;
        isMember = membership is not null;
        actors = ActorSystem.Create("entracte", config);
        try
        {
            var files = new RegistrationFiles(runtime);
            var journal = new RegistrationJournal(files);
            var ports = new EntractePorts
            {
                Journal = journal,
                Fence = membership is null ? null : new ProcessFence(runtime),
                Service = new ServiceJournal(Path.Combine(StateDirectory.Default(), "service"), config.GetString("entracte.node.name") is { Length: > 0 } name ? name : Environment.MachineName),
            }.OnThisMachine(config);
            // Before anybody can send it anything.
            web = Build(EntracteSystem.Start(actors, around(ports)), files, journal);
            membership?.Enter(actors);
        }
        catch
        {
            actors.Terminate();
            throw;
        }
    }

    /// <summary>Serves until it is told to stop, by SIGTERM, SIGINT or the stop route.</summary>
    /// <returns>False when the actors have ended by themselves: the other nodes have taken this one for dead.</returns>
    public async Task<bool> RunAsync()
    {
        // We hold the agent's lock, so whatever lies there belongs to an agent that has died.
        File.Delete(runtime.AgentSocket);
        RuntimeLeftovers.Remove(runtime);
        PrepareRemoteShells();
        var serving = web.RunAsync();
        if (await Task.WhenAny(serving, actors.WhenTerminated) == serving)
        {
            await serving;
            return true;
        }

        web.Services.GetRequiredService<ILogger<Agent>>().LogError("The other nodes count this one as lost, so that it ends; its programs run on. Start it anew to have it back.");
        web.Lifetime.StopApplication();
        await serving;
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        await actors.Terminate();
    }

    private void PrepareRemoteShells()
    {
        if (!isMember)
            RemoteShellCommands.Remove(runtime);
        else if (!RemoteShellCommands.Install(runtime))
            web.Services.GetRequiredService<ILogger<Agent>>().LogWarning(
                "What programs start through ssh is not taken into their computations: the command entracte was not found beside this program.");
    }

    private WebApplication Build(IEntracte entracte, RegistrationFiles files, RegistrationJournal journal)
    {
        // Nothing of the usual builders' configuration: they read appsettings.json of whatever directory this is, and watch all files beneath it for changes.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Entracte", LogLevel.Information);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = PatienceWithRequests);
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = OwnerOnlySocket.Bind);
        builder.Services.AddSingleton(runtime).AddSingleton(entracte).AddSingleton(files).AddSingleton(journal).AddSingleton<RegistrationSweep>().AddSingleton<FencedLeftovers>();
        builder.Services.AddHostedService<RegistrationRecorder>().AddHostedService<RegistrationWatcher>();
        builder.Services.AddSingleton<Rehearsal>().AddHostedService(services => services.GetRequiredService<Rehearsal>());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        var application = builder.Build();
        Routing.Map(application);
        return application;
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.ListenUnixSocket(runtime.AgentSocket, socket =>
        {
            var log = kestrel.ApplicationServices.GetRequiredService<ILogger<Agent>>();
            socket.Protocols = HttpProtocols.Http1;
            socket.Use(next => OwnUserOnly.Admit(next, peer => log.LogWarning("Refused a connection of process {Pid} of user {Uid}.", peer.Pid, peer.Uid)));
        });
    }
}
