/**
 * The words of financial news, by what they do in a sentence: our own list. A direction (`rose`)
 * means good or bad only together with what it is said of (`profit`, `costs`); events and
 * judgements (`downgraded`, `lawsuit`) carry their meaning with them.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Whatever is said of is going up. */
export const UP = words(`
  rise rises rose risen rising climb climbs climbed climbing gain gains gained gaining jump jumps
  jumped jumping surge surges surged surging soar soars soared soaring rally rallies rallied
  rallying advance advances advanced advancing increase increases increased increasing grow grows
  grew grown growing growth improve improves improved improving improvement improvements rebound
  rebounds rebounded rebounding recover recovers recovered recovering recovery spike spikes spiked
  spiking boost boosts boosted boosting accelerate accelerates accelerated accelerating double
  doubles doubled doubling triple triples tripled quadruple quadrupled quadruples expand expands
  expanded expanding expansion strengthen strengthens strengthened strengthening leap leaps leaped
  leapt leaping skyrocket skyrockets skyrocketed skyrocketing rocket rockets rocketed zoom zooms
  zoomed up upward upwards higher widen widens widened widening lift lifts lifted lifting raise
  raises raised raising hike hikes hiked hiking swell swells swelled swelling uptick upturn
  upswing multiply multiplied enlarge enlarged upped ups pop pops popped popping climbers uptrend
  inch-up bounce bounces bounced bouncing mounting escalate escalates escalated escalating inflate`);

/** Whatever is said of is going down. */
export const DOWN = words(`
  fall falls fell fallen falling drop drops dropped dropping decline declines declined declining
  decrease decreases decreased decreasing slip slips slipped slipping slide slides slid sliding
  sink sinks sank sunk sinking tumble tumbles tumbled tumbling plunge plunges plunged plunging
  plummet plummets plummeted plummeting crash crashes crashed crashing slump slumps slumped
  slumping dip dips dipped dipping ease eases eased easing weaken weakens weakened weakening
  shrink shrinks shrank shrunk shrinking contracted contraction contracting dive dives dived
  diving dove sag sags sagged sagging retreat retreats retreated retreating tank tanks tanked
  tanking crater craters cratered nosedive nosedives nosedived slash slashes slashed slashing
  halve halves halved halving down downward downwards lower lowers lowered lowering shed sheds
  shedding skid skids skidded skidding erode erodes eroded eroding narrow narrows narrowed
  narrowing cut cuts cutting trim trims trimmed trimming reduce reduces reduced reducing reduction
  diminish diminished diminishing dwindle dwindled dwindling lost loses losing downturn downtrend
  swoon swoons collapse collapses collapsed collapsing curtail curtailed sell-off selloff cool
  cools cooled cooling slow slows slowed slowing slowdown soften softens softened softening
  backslide`);

/** More of it is good. */
export const GOOD_IF_UP = words(`
  profit profits sales revenue revenues turnover earnings ebit ebitda ebita income eps margin
  margins dividend dividends demand orders order bookings backlog guidance forecast forecasts
  outlook estimate estimates target targets pt share shares stock stocks price prices cash flow
  production output volume volumes traffic deliveries shipments exports export subscribers users
  customers clients gdp payrolls jobs employment hiring confidence sentiment capacity value
  valuation rating productivity comps market markets futures index indexes indices dow nasdaq s&p
  ftse dax equities result results performance profitability return returns receipts premiums
  assets aum deposits loans lending advertising wages spending investment business operations
  activity efficiency savings prospects view expectations stake stakes holding holdings position
  units popularity visibility competitiveness presence occupancy interest net operating pretax
  pre-tax quarterly passengers billings commissions fees royalty royalties sell-through retention
  engagement downloads listings starts permits`);

/** More of it is bad. */
export const BAD_IF_UP = words(`
  loss losses cost costs expense expenses debt debts unemployment jobless deficit charge charges
  impairment impairments delinquencies defaults bankruptcies layoffs inventories risk risks tariff
  tariffs claims volatility vix infections cases deaths toll writedowns write-downs churn spread
  spreads inflation concerns fears worries tensions uncertainty leverage liabilities indebtedness
  emissions injuries accidents complaints outages delays shortage shortages penalties taxes
  restrictions headwinds overheads vacancies vacancy redundancies short-interest duties provisions
  write-offs`);

/** Good by itself. */
export const GOOD = words(`
  beat beats beating exceed exceeds exceeded exceeding surpass surpasses surpassed surpassing
  outperform outperforms outperformed outperforming upgrade upgrades upgraded upgrading overweight
  bullish bull bulls optimistic optimism upbeat win wins won winning awarded award awards approval
  approves approved breakthrough strong stronger strongest strength robust solid healthy
  profitable profitably successful successfully success record best better upside attractive
  undervalued momentum oversubscribed accretive buyback buybacks repurchase repurchases outpace
  outpaces outpaced outstrip positive positively favorable favourable boom booming thrive thrives
  thriving impressive impresses blowout stellar excellent good rewarding lucrative hot superior
  all-time turnaround synergies synergy milestone landmark praised praise reward rewards benefit
  benefits benefited benefiting secures secured secure collaboration cooperation partnership
  agreement sign signs signed inks inked tops topped topping smash smashes smashed crush crushes
  crushed outperformance profitability cheer cheers cheered enthusiasm promising resilient
  resilience breakout rallies stabilise stabilised stabilize stabilized expedite cleared clears
  clearance reinstates reinstated resumes resume resumed strengthens satisfied pleased delighted
  enhance enhances enhanced enhancing opportunity opportunities`);

/** Bad by itself. */
export const BAD = words(`
  miss misses missed missing downgrade downgrades downgraded downgrading underweight underperform
  underperforms underperformed underperforming bearish bear bears pessimistic pessimism gloomy
  gloom warn warns warned warning warnings lawsuit lawsuits sue sues sued suing probe probes
  investigation investigated investigates investigating fraud fraudulent scandal recall recalls
  recalled layoff laid lay-offs laying bankrupt bankruptcy insolvency insolvent default defaulted
  delay delayed halt halts halted halting suspend suspends suspended suspending suspension weak
  weaker weakest weakness disappoint disappoints disappointed disappointing disappointment
  recession fear feared worry worried concern concerned fine fined fines penalty shut shuts
  shutdown shutting closure closures strike strikes breach hacked hack hackers resign resigns
  resigned ouster ousted crisis negative negatively trouble troubled struggle struggles struggled
  struggling dilution dilutive delist delisted delisting restructuring writedown write-down
  terminate terminated terminates termination cancel cancels cancelled canceled cancellation worse
  worst worsen worsens worsened worsening deteriorate deteriorates deteriorated deteriorating
  deterioration poor hurt hurts hurting hit hits pain painful blow threat threaten threatens
  threatened threatening fail fails failed failing failure adverse unfavorable unfavourable
  unprofitable challenging difficult difficulties overvalued sluggish turmoil panic rout bleak
  grim slashing sanctions ban bans banned blocked rejected rejects reject dispute disputes accuse
  accused accuses allege alleged alleges allegations illegal crime criminal subpoena guilty plead
  violation violations violated damage damages damaged pressure pressured pressures headwind drag
  drags dragged dragging lag lags lagged lagging lackluster lacklustre subdued stagnant stall
  stalls stalled stumble stumbles stumbled stumbling plagued shortfall unable fire blaze explosion
  outage glitch jitters redundancies redundant dismiss dismissed personnel-reductions abandon
  abandons abandoned scrap scraps scrapped withdraws withdrew withdrawn withdraw deadly virus
  outbreak coronavirus downside cautious caution risky burden burdened woes woe setback setbacks
  wary dismal tough tougher drought unrest boycott short-seller plunges downbeat disruption
  disruptions disrupt disrupted`);

/** Turn what follows into its opposite, or into nothing. */
export const NEGATORS = words(`
  not no never without neither nor none hardly barely avoid avoids avoided lack lacks lacking less
  prevent prevents prevented deny denies denied denying unlikely`);

/** Say that something is the other way round than what stands beside it: it counts less. */
export const CONCESSIONS = words("despite although though while notwithstanding");

/** Say that what follows is the point. */
export const TURNS = words("but however yet");

/** Stand between what is and what was. */
export const COMPARISONS = words("from compared against vs versus than");

/** Earlier year of a comparison and other words that stand between the two numbers. */
export const NUMBER_WORDS = words(`
  compared with to against from vs versus a an the of in for year earlier same period corresponding
  previous last quarter first second third fourth loss profit consensus estimate estimates est
  expected and at was were up down per share ago prior yr y/y cons`);
