namespace Akka.Cluster.Tools.Singleton;

/// <summary>From the one that is to run the singleton to one that may still run it.</summary>
internal sealed record HandOverToMe : IClusterSingletonMessage
{
    public static readonly HandOverToMe Instance = new();
}

/// <summary>It has ended here, or never was here.</summary>
internal sealed record HandOverDone : IClusterSingletonMessage
{
    public static readonly HandOverDone Instance = new();
}
