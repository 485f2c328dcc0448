using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace Entracte.Coordinator.Actors.Tests.Twins;

/// <summary>One node of a cluster, in this process, over a simulated machine; the messages between nodes go through real sockets.</summary>
internal sealed class SimulatedMember
{
    private const string Settings = """
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = []
          actor.provider = cluster
          remote {
            dot-netty.tcp { hostname = "127.0.0.1", port = 0, maximum-frame-size = 4MiB, send-buffer-size = 4MiB, receive-buffer-size = 4MiB }
            retry-gate-closed-for = 200ms
          }
          cluster {
            roles = [coordinator, node]
            gossip-interval = 100ms
            leader-actions-interval = 100ms
            failure-detector.acceptable-heartbeat-pause = 4s
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver { active-strategy = keep-majority, stable-after = 2s }
          }
          # A system that is terminated here has died; who wants to leave first does so.
          coordinated-shutdown.run-by-actor-system-terminate = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        entracte {
          node { report-interval = 100ms, look-interval = 100ms }
          images.directory = "/images"
          attempt { nudge-interval = 500ms, progress-interval = 50ms, silence-max = 10s }
        }
        """;

    public SimulatedMember(string name, string more = "")
    {
        var config = ConfigurationFactory.ParseString($"{more}\nentracte.node.name = {name}").WithFallback(ConfigurationFactory.ParseString(Settings));
        Host = new SimulatedHost { Name = name };
        System = ActorSystem.Create("entracte", config);
        Entracte = EntracteSystem.Start(System, new EntractePorts { Host = Host, Stores = Stores, Service = Service });
        Cluster = Cluster.Get(System);
    }

    public ActorSystem System { get; }

    public SimulatedHost Host { get; }

    public SimulatedImageStores Stores { get; } = new();

    public SimulatedServiceJournal Service { get; } = new();

    public EntracteSystem Entracte { get; }

    public Cluster Cluster { get; }

    /// <summary>HOST:PORT.</summary>
    public string Place => $"{Cluster.SelfAddress.Host}:{Cluster.SelfAddress.Port}";

    /// <summary>A process with children, registered on this node.</summary>
    public async Task<SimulatedProcess> ComputationAsync(string name, string id = "", StandingOrders? standing = null)
    {
        var root = Host.Add();
        Host.Add(root.HostPid);
        await Entracte.RegisterAsync(new RegisterRequest { Pid = root.HostPid, Name = name, ComputationId = id, Standing = standing ?? StandingOrders.None });
        return root;
    }
}
