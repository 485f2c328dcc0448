namespace Entracte.Coordinator;

/// <summary>What becomes of a computation when a node with processes of it is lost. The numbers travel and are never reused.</summary>
public enum OnNodeLoss
{
    /// <summary>Nothing by itself: what is left runs on, and no checkpoint is taken until somebody decides.</summary>
    Wait = 0,

    /// <summary>All of it goes on from the last committed image, the lost processes on other nodes.</summary>
    Restart = 1,

    /// <summary>What is left is stopped until the node is back or somebody decides.</summary>
    Suspend = 2,

    /// <summary>What is left is ended.</summary>
    Fail = 3,
}
