namespace Entracte.Bench;

/// <summary>A checkpointer that is measured.</summary>
internal interface IContender : IDisposable
{
    string Name { get; }

    /// <summary>A folder that the measured program may write to.</summary>
    string Folder { get; }

    /// <summary>Starts the program so that this contender can checkpoint it.</summary>
    Child Launch(IReadOnlyList<string> program);

    /// <summary>Takes a checkpoint and lets the program run on.</summary>
    /// <param name="program">Which.</param>
    /// <param name="waitsForDisk">Until the disk has it (fsync); else until it is there.</param>
    void Checkpoint(Child program, bool waitsForDisk);

    /// <summary>Takes a checkpoint and ends the program.</summary>
    void CheckpointAndKill(Child program);

    /// <summary>Begins a restart from the last checkpoint; it is over when the program's clock ticks.</summary>
    Child Restart();

    /// <summary>What the last checkpoint takes on the disk.</summary>
    long ImageBytes();

    /// <summary>Forgets all images, so that nothing begins on a fuller disk than another.</summary>
    void Forget();
}
