using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class StrategiesSpec
{
    [Fact]
    public void Limits_are_kept_as_they_were_given()
    {
        OneForOneStrategy[] ones =
        [
            new(3, TimeSpan.FromSeconds(2), _ => Directive.Stop),
            new(3, TimeSpan.FromSeconds(2), Decider.From(_ => Directive.Stop)),
            new(3, 2000, _ => Directive.Stop, true),
            new(3, 2000, Decider.From(_ => Directive.Stop), false),
        ];
        AllForOneStrategy[] alls =
        [
            new(3, TimeSpan.FromSeconds(2), _ => Directive.Stop),
            new(3, TimeSpan.FromSeconds(2), Decider.From(_ => Directive.Stop)),
            new(3, 2000, _ => Directive.Stop, true),
            new(3, 2000, Decider.From(_ => Directive.Stop), false),
        ];

        Assert.All(ones, s => Assert.Equal((3, 2000), (s.MaxNumberOfRetries, s.WithinTimeRangeMilliseconds)));
        Assert.All(alls, s => Assert.Equal((3, 2000), (s.MaxNumberOfRetries, s.WithinTimeRangeMilliseconds)));
        Assert.All(ones, s => Assert.Equal(Directive.Stop, s.Decider.Decide(new Exception())));
        Assert.All(alls, s => Assert.Equal(Directive.Stop, s.Decider.Decide(new Exception())));
        Assert.Equal(-1, new OneForOneStrategy(_ => Directive.Stop).MaxNumberOfRetries);
        Assert.Equal(7, ones[0].WithMaxNrOfRetries(7).MaxNumberOfRetries);
    }

    [Fact]
    public void The_default_restarts_save_for_failures_of_creation()
    {
        var decider = SupervisorStrategy.DefaultStrategy.Decider;

        Assert.Equal(Directive.Restart, decider.Decide(new InvalidOperationException()));
        Assert.Equal(Directive.Stop, decider.Decide(new ActorInitializationException("x")));
        Assert.Equal(Directive.Stop, decider.Decide(new ActorKilledException("x")));
        Assert.Equal(Directive.Stop, SupervisorStrategy.StoppingStrategy.Decider.Decide(new InvalidOperationException()));
        Assert.Equal(Directive.Restart, new DefaultSupervisorStrategy().Create().Decider.Decide(new InvalidOperationException()));
        Assert.Equal(Directive.Stop, new StoppingSupervisorStrategy().Create().Decider.Decide(new InvalidOperationException()));
    }

    [Fact]
    public void A_decider_of_pairs_takes_the_first_that_fits()
    {
        var decider = Decider.From(
            Directive.Escalate,
            Directive.Stop.When<ArgumentNullException>(),
            Directive.Resume.When<ArgumentException>());

        Assert.Equal(Directive.Stop, decider.Decide(new ArgumentNullException()));
        Assert.Equal(Directive.Resume, decider.Decide(new ArgumentException()));
        Assert.Equal(Directive.Escalate, decider.Decide(new InvalidOperationException()));
        Assert.Equal(Directive.Escalate, decider.DefaultDirective);
        Assert.Equal(2, decider.Pairs.Length);
    }
}
