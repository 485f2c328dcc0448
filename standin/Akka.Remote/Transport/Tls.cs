using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Akka.Remote.Transport;

/// <summary>
/// TLS on a connection. Both ends show a certificate, and each has to chain up to an authority that this machine trusts; which host the certificate names does
/// not matter, as with Akka's <c>validate-certificate-hostname = off</c>.
/// </summary>
internal static class Tls
{
    public static async Task<Stream> AsClientAsync(Stream plain, TransportSettings settings, CancellationToken cancellation)
    {
        var secured = new SslStream(plain);
        await secured.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = settings.Certificate.GetNameInfo(X509NameType.DnsName, false),
                ClientCertificates = [settings.Certificate],
                RemoteCertificateValidationCallback = (_, _, _, errors) => IsTrusted(errors, settings),
            },
            cancellation).ConfigureAwait(false);
        return secured;
    }

    public static async Task<Stream> AsServerAsync(Stream plain, TransportSettings settings, CancellationToken cancellation)
    {
        var secured = new SslStream(plain);
        await secured.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = settings.Certificate,
                ClientCertificateRequired = settings.RequireMutualAuthentication,
                RemoteCertificateValidationCallback = (_, _, _, errors) => !settings.RequireMutualAuthentication || IsTrusted(errors, settings),
            },
            cancellation).ConfigureAwait(false);
        return secured;
    }

    private static bool IsTrusted(SslPolicyErrors errors, TransportSettings settings) => settings.SuppressValidation
        ? !errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)
        : (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
}
