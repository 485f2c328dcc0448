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

    private static Config Load(string name)
    {
        using var resource = typeof(EntracteConfiguration).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly does not carry {name}");
        using var reader = new StreamReader(resource);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
