using Akka.Configuration;

namespace Entracte.Coordinator;

/// <summary>The HOCON files that this assembly carries (folder hocon/).</summary>
public static class EntracteConfiguration
{
    /// <summary>Every key with its default.</summary>
    public static Config Reference => Load("reference.hocon");

    /// <summary>Coordinator and node agent in one process.</summary>
    public static Config Local => Load("local.hocon").WithFallback(Reference);

    /// <summary>One of several hosts, able to be the coordinator's.</summary>
    public static Config Coordinator => Load("coordinator.hocon").WithFallback(Reference);

    /// <summary>One of several hosts that only owns processes.</summary>
    public static Config Node => Load("node.hocon").WithFallback(Reference);

    /// <summary>What an actor system is to be made with: what was chosen, over the deviations for one machine or for a member of a cluster, over the reference.</summary>
    /// <param name="chosen">Who joins or listens anywhere (<c>entracte.cluster</c>) is a member of a cluster.</param>
    /// <param name="membership">To be entered when the actor system is there; null: this machine alone.</param>
    /// <exception cref="ClusterRefusedException">A membership that cannot be.</exception>
    public static Config Of(Config chosen, out ClusterMembership? membership)
    {
        membership = ClusterMembership.Of(chosen.WithFallback(Reference));
        return membership is null ? chosen.WithFallback(Local) : chosen.WithFallback(membership.AsConfig()).WithFallback(membership.IsCoordinator ? Coordinator : Node);
    }

    /// <summary>A text as HOCON writes it, whatever is in it.</summary>
    public static string Quoted(string text)
        => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static Config Load(string name)
    {
        using var resource = typeof(EntracteConfiguration).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly does not carry {name}");
        using var reader = new StreamReader(resource);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
