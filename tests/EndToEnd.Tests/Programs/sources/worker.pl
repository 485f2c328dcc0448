# Alarms interrupt a program that sorts, matches and writes numbered lines.
use strict;
use warnings;
use Time::HiRes qw(ualarm sleep);

my ($finish, $folder) = @ARGV;
$| = 1;
my ($alarms, $wrong, $step) = (0, 0, 0);
$SIG{ALRM} = sub { $alarms++ };
ualarm(3000, 3000);
open(my $log, '>', "$folder/perl.log") or die "perl.log: $!";
until (-e $finish) {
    my %words = map { ("word$_" => $_) } 1 .. 500;
    my @sorted = sort { $words{$a} <=> $words{$b} } keys %words;
    $wrong++ unless $sorted[0] eq 'word1' && $sorted[-1] eq 'word500';
    $wrong++ unless "entracte $step" =~ /^entr(act)e (\d+)$/ && $1 eq 'act' && $2 == $step;
    print $log "line $step\n";
    print "step $step\n" if $step % 5 == 0;
    $step++;
    sleep(0.005);
}
ualarm(0); # perl ends without its handler
truncate($log, tell($log));
close($log) or die "close: $!";
open($log, '<', "$folder/perl.log") or die "perl.log: $!";
my $number = 0;
while (my $line = <$log>) {
    $wrong++ unless $line eq "line $number\n";
    $number++;
}
print $wrong == 0 && $number == $step && $alarms > 0 ? "right\n" : "wrong: $wrong $number $step $alarms\n";
