namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>What to do about descriptors that lead out of the computation.</summary>
/// <param name="External">Pipes and connections whose other end is held by nobody of the computation; standard streams are re-supplied and not meant here.</param>
/// <param name="IsOfSeveralNodes">What a connection to another host leads to is told later, with the order to drain.</param>
public sealed record DescriptorPolicy(ExternalPolicy External = ExternalPolicy.Close, bool IsOfSeveralNodes = false);
