namespace Akka.Cluster;

/// <summary>What cluster daemons say to each other.</summary>
public interface IClusterMessage : Event.IDeadLetterSuppression;
