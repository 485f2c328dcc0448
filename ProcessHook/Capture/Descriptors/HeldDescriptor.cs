namespace Entracte.ProcessHook.Capture.Descriptors;

/// <summary>One number in one process's table.</summary>
/// <param name="Member">Who holds it.</param>
/// <param name="Number">The descriptor.</param>
/// <param name="Link">What /proc/PID/fd/NUMBER points to.</param>
/// <param name="Info">Its fdinfo.</param>
public sealed record HeldDescriptor(DescriptorSource Member, int Number, string Link, DescriptorInfo Info);
