namespace Entracte.ProcessHook.Capture.Descriptors.Sockets;

/// <summary>What is said of connections that nobody has accepted yet.</summary>
internal static class Unaccepted
{
    public const string WithBytes = "It has sent bytes over a connection that has not been accepted yet, where nobody can look at them.";
    public const string Later = "Try again in a moment.";

    /// <summary>Whoever is outside, or has closed already, does not connect again by himself.</summary>
    public static void FromOutside(OpenFile listener, CaptureContext context)
    {
        if (context.RefusesExternal(cameIn: true))
        {
            context.Refuse(listener, "Somebody outside of the computation waits to be accepted.",
                "Accept first, or choose to have such connections closed at a restart (--external close).", isTransient: true);
        }
        else
        {
            context.Note(listener, "connections that wait to be accepted, and whose other end is outside of the computation, will be gone after a restart");
        }
    }
}
