namespace Entracte.Coordinator.Rollbacks;

/// <summary>What there is to go back to.</summary>
internal enum RollbackImage
{
    /// <summary>Nobody has looked yet.</summary>
    Unknown,

    /// <summary>No image was ever committed.</summary>
    None,

    /// <summary>The only copy of a part lies where nobody can be reached, or is damaged.</summary>
    PartLost,
    Whole,
}
