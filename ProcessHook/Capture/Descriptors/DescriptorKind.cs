using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>A kind of kernel object that can be captured.</summary>
public abstract class DescriptorKind
{
    public abstract bool Recognizes(OpenFile file);

    /// <returns>The record, without what all kinds have in common; or null when it cannot be captured and the obstacle has been reported.</returns>
    public abstract OpenFileRecord? Capture(OpenFile file, CaptureContext context);
}
