# Read by Debian's zkServer.sh and zkCli.sh: where this image keeps configuration, logs and classes.
ZOOCFGDIR=${ZOOCFGDIR:-/conf}
ZOOCFG=$ZOOCFGDIR/zoo.cfg
ZOO_LOG_DIR=${ZOO_LOG_DIR:-/logs}
JAVA=${JAVA:-/usr/bin/java}
# Named one by one: with every jar of /usr/share/java on the path SLF4J would find several loggers and take any.
CLASSPATH="$ZOOCFGDIR:/usr/share/java/slf4j-log4j12.jar:/usr/share/java/log4j-1.2.jar:/usr/share/java/zookeeper.jar"
JVMFLAGS="-Xmx${ZK_SERVER_HEAP:-1000}m ${JVMFLAGS:-}"
