namespace Entracte.Coordinator.Crossings;

/// <summary>What the cluster that a computation leaves wants of the other one.</summary>
public enum CrossingWish
{
    /// <summary>Build it, up to where it could run, and hold it there.</summary>
    Build,

    /// <summary>Let it run: here it has ended. Only who is told this lets it run.</summary>
    Run,

    /// <summary>Take down what has been built.</summary>
    Withdraw,
}
