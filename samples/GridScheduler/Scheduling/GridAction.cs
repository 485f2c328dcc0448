namespace Entracte.GridScheduler.Scheduling;

/// <summary>What is to be done; each is answered by an event with the same attempt.</summary>
internal abstract record GridAction(Job Job)
{
    /// <summary>Launch it on its node, or restart it there from its last image where there is one.</summary>
    public sealed record Start(Job Job) : GridAction(Job);

    /// <summary>Checkpoint it and kill it.</summary>
    public sealed record Park(Job Job) : GridAction(Job);

    public sealed record Kill(Job Job) : GridAction(Job);
}
