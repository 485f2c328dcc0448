namespace Akka.Cluster;

/// <summary>How far a member's life has gone; it never goes back. The order here is the order in which two opinions are merged.</summary>
public enum MemberStatus
{
    Joining = 0,
    WeaklyUp = 1,
    Up = 2,
    Leaving = 3,
    Exiting = 4,
    Down = 5,
    Removed = 6,
}
