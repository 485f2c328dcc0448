namespace Entracte.Coordinator.Actors.Tests.Simulation;

/// <summary>What somebody who asked has been told, first.</summary>
internal sealed class Answer
{
    public object? Given { get; set; }
}
