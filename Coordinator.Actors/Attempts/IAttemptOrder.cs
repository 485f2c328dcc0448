namespace Entracte.Coordinator.Attempts;

/// <summary>From the coordinator to a node; a node that has heard of a later epoch refuses it.</summary>
public interface IAttemptOrder : IAttemptMessage;
