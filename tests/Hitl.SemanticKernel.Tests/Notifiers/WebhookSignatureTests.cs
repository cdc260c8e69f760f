using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Notifiers;

/// <summary>Signatures as the Standard Webhooks specification has them.</summary>
public class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    [Fact]
    public void The_known_message_has_the_known_signature() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookSignature.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", At, Body, [Secret]));

    [Fact]
    public void A_receiver_with_either_secret_accepts_a_message_signed_with_both()
    {
        var other = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var header = WebhookSignature.Sign("m", At, Body, [other, Secret]);
        Assert.Equal(2, header.Split(' ').Length);
        Assert.True(Verify(header, [Secret]));
        Assert.True(Verify(header, [other]));
        Assert.True(Verify("v1a,abc v2,x " + header, [other]));
        Assert.False(Verify(header, ["whsec_" + Convert.ToBase64String(new byte[24])]));
        Assert.False(Verify("", [Secret]));
        Assert.False(Verify(header.Replace("v1,", "v2,", StringComparison.Ordinal), [Secret]));
    }

    [Fact]
    public void What_was_changed_or_is_too_old_or_too_new_is_refused()
    {
        var header = WebhookSignature.Sign("m", At, Body, [Secret]);
        Assert.True(Verify(header, [Secret]));
        Assert.False(Verify(header, [Secret], id: "n"));
        Assert.False(Verify(header, [Secret], timestamp: "1614265331"));
        Assert.False(Verify(header, [Secret], body: [.. Body, 32]));
        Assert.True(Verify(header, [Secret], now: At.AddMinutes(5)));
        Assert.False(Verify(header, [Secret], now: At.AddMinutes(5).AddSeconds(1)));
        Assert.False(Verify(header, [Secret], now: At.AddMinutes(-6)));
        foreach (var timestamp in new[] { "", "x", "-1", "1e9", "99999999999999999999", "9223372036854775807" })
        {
            Assert.False(Verify(header, [Secret], timestamp: timestamp));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_AAAA")]
    [InlineData("whsec_not base64 not base64 not base64")]
    public void What_is_no_secret_is_refused(string secret)
    {
        Assert.Throws<ArgumentException>(() => WebhookSignature.Sign("m", At, Body, [secret]));
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddHitl().AddWebhookNotifier(o =>
        {
            o.Url = new Uri("https://example.com");
            o.Secrets.Add(secret);
        }));
    }

    private static bool Verify(string header, string[] secrets, string id = "m", string timestamp = "1614265330", byte[]? body = null, DateTimeOffset? now = null) =>
        WebhookSignature.Verify(id, timestamp, header, body ?? Body, secrets, now ?? At);
}
