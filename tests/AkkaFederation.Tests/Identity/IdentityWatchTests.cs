using System.Net;
using System.Text;
using Akka.Actor;
using Akka.TestKit;
using AkkaFederation.Hosting;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Tests.Identity;

/// <summary>The watch over trust, on a clock that the test turns: names of the kind did:web, their pins, their failures.</summary>
public sealed class IdentityWatchTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly Did Key = EcdsaP256Signer.Generate().Id;
    private readonly TestIdentity _files = new();
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();
    private readonly List<Uri> _asked = [];

    public IdentityWatchTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"\nakka.loglevel = WARNING")
    {
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void A_name_is_resolved_once_pinned_and_offline_from_then_on()
    {
        _answers.Enqueue(() => Json(Key));
        var changes = CreateTestProbe();
        Sys.EventStream.Subscribe(changes, typeof(PeersRevoked));
        var trust = Watch("did-web.resolve = on");

        changes.ExpectMsg<PeersRevoked>();
        Assert.Equal([new Uri("https://example.org/.well-known/did.json")], _asked);
        Assert.Empty(trust.Unresolved);
        Assert.Contains($"did:web:example.org {Key}", File.ReadAllText(Path.Combine(_files.Folder, "did-web-pins")), StringComparison.Ordinal);

        // A new start finds the pin and asks nobody.
        Assert.Empty(Trust("did-web.resolve = on").Unresolved);
    }

    [Fact]
    public void Nothing_is_fetched_unless_the_configuration_says_so()
    {
        var trust = Watch("");
        Turn(TimeSpan.FromMinutes(10));

        Assert.Empty(_asked);
        Assert.Single(trust.Unresolved);
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void A_fetch_that_fails_is_named_and_tried_again_after_a_while()
    {
        _answers.Enqueue(() => new HttpResponseMessage(HttpStatusCode.Redirect));
        _answers.Enqueue(() => Json(Key));
        var changes = CreateTestProbe();
        Sys.EventStream.Subscribe(changes, typeof(PeersRevoked));

        EventFilter.Warning(contains: "answers 302, and redirects are not followed. It is tried again in 60 s.").ExpectOne(() => Watch("did-web.resolve = on"));
        _clock.Advance(TimeSpan.FromSeconds(61));
        Turn(TimeSpan.FromSeconds(2));

        changes.ExpectMsg<PeersRevoked>();
        Assert.Equal(2, _asked.Count);
    }

    [Theory]
    [InlineData("too large")]
    [InlineData("not json")]
    [InlineData("unreachable")]
    public async Task A_resolver_refuses_in_one_line(string what)
    {
        using var resolver = new WebDidResolver(new Answers(_ => what switch
        {
            "too large" => Bytes(new byte[WebDidDocument.MaxBytes + 1]),
            "not json" => Bytes("<html>"u8.ToArray()),
            _ => throw new HttpRequestException("no route to host"),
        }), TimeSpan.FromSeconds(5));

        var error = await Assert.ThrowsAsync<IdentityException>(() => resolver.ResolveAsync(Name()));

        Assert.StartsWith("did:web:example.org: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [StandaloneFact(StandaloneFactAttribute.VirtualClock)]
    public void The_end_of_the_own_certificate_is_warned_of_once_a_day()
    {
        EventFilter.Warning(contains: "the certificate of this node ends at").ExpectOne(() =>
        {
            Watch("expiry-warning = 2d");
            Turn(TimeSpan.FromSeconds(10));
        });
        _clock.Advance(TimeSpan.FromHours(25));
        EventFilter.Warning(contains: "the certificate of this node ended at").ExpectOne(() => Turn(TimeSpan.FromSeconds(1)));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _files.Dispose();
    }

    private readonly TurnedClock _clock = new(TestIdentity.Now);

    private PeerTrust Watch(string identity)
    {
        _files.AddSelfSigned("a");
        var settings = Settings(identity);
        var renewable = Renewable(settings);
        var trust = new PeerTrust(settings, renewable, _clock);
        var resolver = new WebDidResolver(new Answers(uri =>
        {
            _asked.Add(uri);
            return _answers.Dequeue()();
        }), settings.WebDid.Timeout);
        Sys.ActorOf(IdentityWatch.Props(new IdentityWatchParts
        {
            Settings = settings,
            Identity = renewable,
            Trust = trust,
            Clock = _clock,
            Recheck = _ => { },
            Resolve = name => resolver.ResolveAsync(name),
        }), "watch");
        Turn(TimeSpan.FromSeconds(1));
        return trust;
    }

    private PeerTrust Trust(string identity)
    {
        var settings = Settings(identity);
        return new PeerTrust(settings, Renewable(settings), _clock);
    }

    private RenewableIdentity Renewable(IdentitySettings settings) =>
        new(settings, IdentityFiles.Load(settings, _clock.GetUtcNow()).Identity, new FederationOptions { Clock = _clock });

    private IdentitySettings Settings(string identity) => FederationConfiguration.Parse(
        $"{_files.Hocon("a")}\nfederation {{ cluster-id = test, identity {{ trust = pinned, pinned = [\"did:web:example.org\"], {identity} }} }}", "test.conf",
        new ConfigurationSources { Environment = new Dictionary<string, string>(), WorkingFolder = _files.Folder }).Settings.Identity;

    private void Turn(TimeSpan by) => ((TestScheduler)Sys.Scheduler).Advance(by);

    private static WebDid Name() => WebDid.TryParse("did:web:example.org", out var name, out var error) ? name : throw new FormatException(error);

    private static HttpResponseMessage Json(Did key) => Bytes(Encoding.UTF8.GetBytes(
        $$"""{"id":"did:web:example.org","verificationMethod":[{"type":"Multikey","publicKeyMultibase":"{{key.Value["did:key:".Length..]}}"}]}"""));

    private static HttpResponseMessage Bytes(byte[] content) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };

    private sealed class Answers(Func<Uri, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request.RequestUri!));
    }

    private sealed class TurnedClock(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset _now = now;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _now += by;
    }
}
