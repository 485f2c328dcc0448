using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace Entracte.Coordinator;

/// <summary>
/// This process as one of several nodes: where it listens, whom it joins, in which roles, and with which keys. What it needs before its actor system is made is in its
/// configuration (<see cref="EntracteConfiguration.Of"/>), then it enters.
/// </summary>
public sealed record ClusterMembership(ClusterPlace Listen, IReadOnlyList<ClusterPlace> Join, IReadOnlyList<string> Roles, ClusterKeys Keys)
{
    /// <summary>Members with it may run the coordinator.</summary>
    public const string CoordinatorRole = "coordinator";

    public bool IsCoordinator => Roles.Contains(CoordinatorRole);

    /// <summary>Null where neither join nor listen is set: this machine alone.</summary>
    /// <param name="config">With the reference below it; <c>entracte.cluster</c> is what is read.</param>
    /// <exception cref="ClusterRefusedException">It makes no sense, or there are no keys that can be used.</exception>
    public static ClusterMembership? Of(Config config)
    {
        var cluster = config.GetConfig("entracte.cluster");
        var port = cluster.GetInt("port");
        var listen = cluster.GetString("listen");
        var join = cluster.GetStringList("join").Select(text => Other(text, port)).ToList();
        if (join.Count == 0 && listen.Length == 0)
            return null;
        var keys = cluster.GetString("keys");
        if (keys.Length == 0)
            throw new ClusterRefusedException("Several nodes need keys, so that nobody else can join them: make some with entracte keys DIR, bring DIR to every node, and say --keys DIR there.");
        var (host, ownPort) = ClusterPlace.Parse(listen, port);
        host ??= join.Count > 0 ? ClusterPlace.Towards(join[0]) : throw new ClusterRefusedException($"--listen {listen} names no address, and without --join there is none to be found out.");
        return new ClusterMembership(new ClusterPlace(host, ownPort), join, [.. cluster.GetStringList("roles")], ClusterKeys.At(keys));
    }

    /// <summary>The same in Akka's words.</summary>
    public Config AsConfig() => ConfigurationFactory.ParseString($$"""
        akka {
          cluster.roles = [{{string.Join(", ", Roles.Select(EntracteConfiguration.Quoted))}}]
          remote.dot-netty.tcp {
            hostname = "{{Listen.Host}}"
            port = {{Listen.Port}}
            enable-ssl = true
            ssl.certificate { path = {{EntracteConfiguration.Quoted(Keys.NodeKey)}}, password = "" }
          }
        }
        """);

    /// <summary>Founds a cluster, or joins the one that those named belong to; goes on trying until there is one.</summary>
    public void Enter(ActorSystem actors)
    {
        // Without it anybody could connect, join and order; who is asked for it is not left to a default that another version may not have.
        if (!actors.Settings.Config.GetBoolean("akka.remote.dot-netty.tcp.ssl.require-mutual-authentication"))
            throw new ClusterRefusedException("This version of Akka.Remote does not ask those that connect for a certificate, so that anybody could join; version 1.5.52 and later do.");
        var cluster = Cluster.Get(actors);
        var self = cluster.SelfAddress;
        cluster.JoinSeedNodes(Join.Count == 0 ? [self] : Join.Select(place => self.WithHost(place.Host.ToString()).WithPort(place.Port)));
    }

    private static ClusterPlace Other(string text, int port) => ClusterPlace.Parse(text, port) is ({ } host, var otherPort)
        ? new ClusterPlace(host, otherPort)
        : throw new ClusterRefusedException($"--join {text} names no host.");
}
