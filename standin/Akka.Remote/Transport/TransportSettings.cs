using System.Net;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;

namespace Akka.Remote.Transport;

/// <summary>The section <c>akka.remote.dot-netty.tcp</c>.</summary>
internal sealed class TransportSettings
{
    public TransportSettings(Config config)
    {
        var tcp = config.GetConfig("akka.remote.dot-netty.tcp");
        Hostname = tcp.GetString("hostname") is { Length: > 0 } host ? host : Dns.GetHostName();
        BindsAnywhere = tcp.GetString("hostname", "").Length == 0;
        PublicHostname = tcp.GetString("public-hostname") is { Length: > 0 } name ? name : Hostname;
        Port = tcp.GetInt("port");
        PublicPort = tcp.GetInt("public-port");
        Backlog = tcp.GetInt("backlog");
        ConnectionTimeout = tcp.GetTimeSpan("connection-timeout");
        FrameBytesMax = tcp.GetByteSize("maximum-frame-size").Value;
        SilenceMax = config.GetTimeSpan("akka.remote.watch-failure-detector.acceptable-heartbeat-pause");
        FlushWait = config.GetTimeSpan("akka.remote.flush-wait-on-shutdown");
        GateClosedFor = config.GetTimeSpan("akka.remote.retry-gate-closed-for");
        EnableSsl = tcp.GetBoolean("enable-ssl");
        if (!EnableSsl)
            return;
        SuppressValidation = tcp.GetBoolean("ssl.suppress-validation");
        RequireMutualAuthentication = tcp.GetBoolean("ssl.require-mutual-authentication", true);
        var path = tcp.GetString("ssl.certificate.path");
        if (string.IsNullOrEmpty(path))
            throw new ConfigurationException("akka.remote.dot-netty.tcp.enable-ssl is on, but ssl.certificate.path names no certificate");
        Certificate = X509CertificateLoader.LoadPkcs12FromFile(path, tcp.GetString("ssl.certificate.password", ""));
    }

    public string Hostname { get; }

    public bool BindsAnywhere { get; }

    public string PublicHostname { get; }

    public int Port { get; }

    public int PublicPort { get; }

    public int Backlog { get; }

    public TimeSpan ConnectionTimeout { get; }

    public long FrameBytesMax { get; }

    public TimeSpan GateClosedFor { get; }

    /// <summary>What was said is still sent for so long when the system ends.</summary>
    public TimeSpan FlushWait { get; }

    /// <summary>A connection on which nothing was acknowledged for so long is broken.</summary>
    public TimeSpan SilenceMax { get; }

    public bool EnableSsl { get; }

    public bool SuppressValidation { get; }

    public bool RequireMutualAuthentication { get; }

    public X509Certificate2 Certificate { get; }

    public string Protocol => EnableSsl ? "akka.ssl.tcp" : "akka.tcp";
}
