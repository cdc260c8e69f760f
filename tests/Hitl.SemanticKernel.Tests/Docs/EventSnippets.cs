using System.Net;
using System.Security.Cryptography;
using Hitl.SemanticKernel.Tests.Events;
using Hitl.SemanticKernel.Tests.Ledger;
using Hitl.SemanticKernel.Tests.Notifiers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>The code on the pages about events, notifiers and the audit log.</summary>
public class EventSnippets(RedisServers servers)
{
    [Fact]
    public async Task A_consumer_is_told_and_its_dead_letters_are_replayed()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var (crm, services) = (new NotedEvents { IsAway = true }, new ServiceCollection());

        #region consume
        services.AddHitl()
            .AddRedis("localhost:6379")
            .AddEventConsumer("crm", async (delivery, cancellationToken) =>
            {
                var told = delivery.Event;
                if (told is { Kind: EventKinds.ReviewDecided, Refused: null })
                {
                    await crm.NoteAsync(id: told.Hash, told.ThreadId!, $"{told.Actor.Id}: {told.Decision}", cancellationToken);
                }
            });
        #endregion

        await using var consumers = await StartAsync(services, server.Connection, server.NewPrefix(), out var prefix);
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Pay a");
        await EventApp.UntilAsync(() => IsTaken(server, prefix, "crm"));
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana);
        var letters = consumers.Get<DeadLetters>();
        await EventApp.UntilAsync(async () => (await letters.ListAsync("crm")).Count == 1);
        crm.IsAway = false;
        using var shown = new Shown();
        #region dead-letters
        foreach (var letter in await letters.ListAsync("crm"))    // DeadLetters, from the services
        {
            Console.WriteLine($"{letter.ThreadId} {letter.Kind}: {letter.Error} ({letter.Attempts} attempts)");
        }

        await letters.ReplayAllAsync("crm");    // when the cause is gone
        #endregion

        Assert.Contains("t review.decided: DeliveryRefusedException: The system is away. (1 attempts)", shown.ToString(), StringComparison.Ordinal);
        await EventApp.UntilAsync(() => crm.Notes.Contains("t ana: Approve"));
    }

    [Fact]
    public async Task Everybody_who_wants_to_know_is_told()
    {
        await using var hook = new HookServer(_ => "200 OK");
        var server = await servers.GetAsync(ServerKind.Embedded);
        var (mail, services) = (new SentMail(), new ServiceCollection());
        const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Teams:WebhookUrl", hook.Url.AbsoluteUri), new("Pager:Secret", Secret)]).Build();
        services.AddSingleton<IMail>(mail);

        #region notifiers
        services.AddHitl()
            .AddRedis("localhost:6379")
            .AddConsoleNotifier()
            .AddTeamsNotifier(o =>
            {
                o.WebhookUrl = new Uri(configuration["Teams:WebhookUrl"]!);
                o.ReviewUrl = "https://desk.example.com/reviews/{reviewId}";
            })
            .AddWebhookNotifier(o =>
            {
                o.Url = new Uri("https://pager.example.com/hooks/agents");
                o.Secrets.Add(configuration["Pager:Secret"]!);
                o.Kinds |= NotificationKinds.ReviewDecided;
            })
            .AddNotifier<MailNotifier>();
        #endregion

        await using var consumers = await StartAsync(services, server.Connection, server.NewPrefix(), out var prefix);
        await using var app = new LedgerApp(server.Connection, prefix);
        await EventApp.UntilAsync(() => IsTaken(server, prefix, "teams") && IsTaken(server, prefix, "MailNotifier"));
        await app.InvokeAsync("t", "Pay a");
        await EventApp.UntilAsync(() => !hook.Requests.IsEmpty && !mail.Subjects.IsEmpty);
        Assert.Equal([], CardSchema.Problems(hook.Requests.First().Json));
        Assert.StartsWith("Till-Pay waits for a decision", mail.Subjects.First(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_receiver_knows_who_sent_it()
    {
        const string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        byte[] body = [1, 2, 3];
        var now = TimeProvider.System.GetUtcNow();
        var headers = new WebHeaderCollection
        {
            [WebhookSignature.IdHeader] = "m",
            [WebhookSignature.TimestampHeader] = now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            [WebhookSignature.SignatureHeader] = WebhookSignature.Sign("m", now, body, [secret]),
        };

        #region webhook-check
        var isOurs = WebhookSignature.Verify(
            headers[WebhookSignature.IdHeader],
            headers[WebhookSignature.TimestampHeader],
            headers[WebhookSignature.SignatureHeader],
            body,
            [secret],
            TimeProvider.System.GetUtcNow());
        #endregion

        Assert.True(isOurs);
    }

    [Fact]
    public async Task The_log_is_read_checked_exported_and_erased()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var services = new ServiceCollection();
        using var created = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signingKey = created.ExportParameters(includePrivateParameters: true);

        #region audit-seals
        services.AddHitl()
            .AddRedis("localhost:6379")
            .AddAuditSeals(ECDsa.Create(signingKey));
        #endregion

        await using var host = await StartAsync(services, server.Connection, server.NewPrefix(), out var prefix);
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("ticket 4711", "Note a");
        var audit = host.Get<AuditLog>();
        using var folder = new TempDirectory();
        var (path, day) = (Path.Combine(folder.Path, "day.jsonl"), new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero));
        using var shown = new Shown();
        #region audit-read
        await foreach (var told in audit.ReadThreadAsync("ticket 4711"))    // AuditLog, from the services
        {
            Console.WriteLine($"{told.At:u} {told.Number} {told.Kind} by {told.Actor.Id ?? told.Actor.Kind.ToString()}");
        }
        #endregion

        Assert.Contains(" 1 turn.begun by Agent", shown.ToString(), StringComparison.Ordinal);
        await server.Connection.GetDatabase().HashDeleteAsync(EventKeys.Events(new Hitl.Memory.Keyspace(prefix, 16).Thread("ticket 4711").Head), EventReader.Content(2));

        #region audit-verify
        var report = await audit.VerifyAsync();
        foreach (var finding in report.Findings)
        {
            Console.WriteLine($"{finding.Kind} {finding.ThreadId} {finding.Number}: {finding.Text}");
        }
        #endregion

        Assert.Contains("ContentMissing ticket 4711 2: ", shown.ToString(), StringComparison.Ordinal);

        #region audit-erase
        var erased = await audit.EraseAsync("ticket 4711", new Reviewer("dpo", "Dana Prieto"), "Request 88 of the person concerned.");
        #endregion

        Assert.Equal(1, erased);
        {
            #region audit-export
            await using var file = File.Create(path);
            var count = await audit.ExportAsync(file, from: day, to: day.AddDays(1));
            #endregion

            Assert.Equal(5, count);
        }

        Assert.Equal(5, (await File.ReadAllLinesAsync(path)).Length);
    }

    /// <summary>Starts what was registered, on a server of the tests in place of the one that the snippet names.</summary>
    private static Task<EventApp> StartAsync(ServiceCollection services, IConnectionMultiplexer connection, string prefix, out string used)
    {
        used = prefix;
        services.RemoveAll<Hitl.Memory.RedisStore>();
        return new EventApp(services, connection, prefix).StartAsync();
    }

    private static bool IsTaken(TestServer server, string prefix, string group) =>
        Enumerable.Range(0, 16).All(p => server.Connection.GetDatabase().KeyExists($"{{{prefix}:{p}}}:group:{group}"));
}
