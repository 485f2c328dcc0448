namespace Akka.Cluster.Tools.Singleton;

/// <summary>What the managers of one singleton say to each other.</summary>
public interface IClusterSingletonMessage : Event.IDeadLetterSuppression;
