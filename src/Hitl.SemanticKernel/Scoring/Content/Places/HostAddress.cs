using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Hitl.SemanticKernel;

/// <summary>What is known of a host from its name alone.</summary>
internal static class HostAddress
{
    private static readonly string[] InternalEndings = WordList.Of(".localhost .local .internal .intranet .lan .corp .home .home.arpa .svc .cluster.local .private .test");
    private static readonly string[] RebindingEndings = WordList.Of(".nip.io .sslip.io .xip.io .localtest.me .lvh.me .vcap.me .lacolhost.com .traefik.me");

    /// <summary>Whether a host is the metadata service of a cloud.</summary>
    public static bool IsMetadata(string host) =>
        host is "metadata" or "metadata.google.internal" or "instance-data" or "instance-data.ec2.internal" or "metadata.azure.com" or "metadata.tencentyun.com"
        || (Parse(host) is { } address && IsMetadata(address));

    /// <summary>Whether a host is private, local or internal.</summary>
    public static bool IsInternal(string host) =>
        Parse(host) is { } address
            ? IsInternal(address)
            : host is "localhost" or "localhost.localdomain" or "ip6-localhost" || IsInternalName(host);

    /// <summary>Whether a host is internal by its name: the organisation may say that such a name is fine.</summary>
    public static bool IsInternalName(string host) =>
        Parse(host) is null
        && (!host.Contains('.') || Array.Exists(InternalEndings, e => host.EndsWith(e, StringComparison.Ordinal)) || Array.Exists(RebindingEndings, e => host.EndsWith(e, StringComparison.Ordinal) || host == e[1..]));

    /// <summary>Whether a host is a name or an address.</summary>
    public static bool IsAddress(string host) => Parse(host) is not null;

    private static bool IsMetadata(IPAddress address) =>
        Ipv4(address) is { } v4 ? v4 is 0xA9FEA9FE or 0x64646464 or 0x6464_64C8 or 0xA9FEAA02 or 0xA83F_8110 : address.Equals(IPAddress.Parse("fd00:ec2::254"));

    private static bool IsInternal(IPAddress address)
    {
        if (Ipv4(address) is { } v4)
        {
            return (v4 >> 24) is 0 or 10 or 127 or >= 224
                || (v4 >> 16) is 0xA9FE or 0xC0A8
                || (v4 >> 20) == 0xAC1
                || (v4 >> 22) == 0x191
                || (v4 >> 17) == 0x6309
                || (v4 >> 8) == 0xC00000;
        }

        return IPAddress.IsLoopback(address) || address.Equals(IPAddress.IPv6Any) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast;
    }

    /// <summary>The IPv4 address that an address is, or leads to.</summary>
    private static uint? Ipv4(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length))
        {
            return null;
        }

        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : address.IsIPv4MappedToIPv6 || bytes.StartsWith((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) ? BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : bytes[0] == 0x20 && bytes[1] == 0x02 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[2..])
            : bytes[..12].IndexOfAnyExcept((byte)0) < 0 && bytes[12] != 0 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : null;
    }

    private static IPAddress? Parse(string host)
    {
        if (host.Contains(':'))
        {
            var zone = host.IndexOf('%');
            return IPAddress.TryParse(zone < 0 ? host : host[..zone], out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? address : null;
        }

        return Loose(host) is { } v4 ? new IPAddress(BinaryPrimitives.ReverseEndianness(v4)) : null;
    }

    /// <summary>Reads IPv4 as old software does: one to four parts, each decimal, octal or hexadecimal.</summary>
    private static uint? Loose(string host)
    {
        var parts = host.Split('.');
        if (parts.Length > 4)
        {
            return null;
        }

        ulong value = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (Part(parts[i]) is not { } part)
            {
                return null;
            }

            var isLast = i == parts.Length - 1;
            if (!isLast && part > 255)
            {
                return null;
            }

            value = isLast ? (value << (8 * (5 - parts.Length))) + part : (value << 8) + part;
        }

        return value <= uint.MaxValue ? (uint)value : null;
    }

    private static ulong? Part(string part)
    {
        if (part.Length is 0 or > 16)
        {
            return null;
        }

        if (part.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return part.Length == 2 ? 0 : ulong.TryParse(part.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null;
        }

        if (part.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return null;
        }

        if (part[0] != '0' || part.AsSpan().IndexOfAny('8', '9') >= 0)
        {
            return ulong.Parse(part, CultureInfo.InvariantCulture);
        }

        return part.Aggregate(0UL, (sum, digit) => (sum << 3) + (ulong)(digit - '0'));
    }
}
